/** What the process answers to a shell or a CI; documented in `--help`. */
export const EXIT_CODES = {
  done: 0,
  /** `check` found something that is left for a person. */
  left: 1,
  /** Usage error, or a problem that kept the tool from doing its work. */
  error: 2,
  /** Ctrl-C, as shells have it: 128 + SIGINT. */
  interrupted: 130,
} as const;
