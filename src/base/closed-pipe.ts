/** `dmct run … | head`: who reads has had enough. What is written to a closed pipe is lost; the work is done and ends with its own exit code. */
export function bearClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EPIPE') throw cause;
    });
}
