/** What a stack must be told when it is applied to the emulator. A stack that does not ask for one of them does not mind. */
export const RUN_VARIABLES = {
  // 203.0.113.0/24 is kept for documentation: nobody has an address in it.
  ingress_cidr: "203.0.113.7/32",
  // No task runs for which to wait.
  wait_for_steady_state: false,
} as const;
