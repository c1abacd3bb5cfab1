import { signIn } from "next-auth/react";

export type SignInOutcome = { ok: true } | { ok: false; message: string };

/** Opens a session by e-mail and password. The words of a refusal never tell whether the e-mail is known. */
export async function signInWith(email: string, password: string): Promise<SignInOutcome> {
  try {
    const answer = await signIn("credentials", { email, password, redirect: false });
    if (answer?.ok === true && !answer.error) return { ok: true };
    if (answer?.error === "CredentialsSignin") {
      return { ok: false, message: "This e-mail and password do not belong together." };
    }
    const limited = answer?.error?.startsWith("Too many tries") === true;
    return {
      ok: false,
      message: limited ? (answer?.error ?? "") : "Gantry could not check the password. Its log says why.",
    };
  } catch {
    return { ok: false, message: "Gantry does not answer. Try again when it runs." };
  }
}
