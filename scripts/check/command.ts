import { spawn } from "node:child_process";

export interface CommandResult {
  /** Exit code; 1 when a signal ended it or it could not be started. */
  code: number;
  stdout: string;
  /** Both streams as they came. */
  output: string;
}

/** Runs a program to its end and keeps what it prints. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.once("error", (error) => {
      resolve({ code: 1, stdout, output: `${program}: ${error.message}` });
    });
    child.once("close", (code) => {
      resolve({ code: code ?? 1, stdout, output });
    });
  });
}

/** The problems of a tool that says by its exit code whether there are any: none, or all that it printed. */
export async function problemsOf(program: string, args: readonly string[]): Promise<string[]> {
  const { code, output } = await runCommand(program, args);
  return code === 0 ? [] : [output.trim() === "" ? `${program} ended with ${code}` : output.trim()];
}
