// Preloaded into child processes: their standard input is a pipe of the starter, which closes however the starter
// ends, kill -9 included. They then end as if told to, and for certain after 4 s.
process.stdin
  .on("error", () => undefined)
  .on("close", () => {
    setTimeout(() => process.exit(1), 4000).unref();
    process.kill(process.pid, "SIGTERM");
  })
  .resume()
  .unref();
