const CA = "arn:aws:secretsmanager:us-east-1:123456789012:secret:consul-ca";

/** What a stack must be told when it is applied to the emulator. A stack that does not ask for one of them does not mind. */
export const RUN_VARIABLES = {
  // 203.0.113.0/24 is kept for documentation: nobody has an address in it.
  ingress_cidr: "203.0.113.7/32",
  // No task runs for which to wait.
  wait_for_steady_state: false,
  // No container starts that would read them.
  ca_cert_secret_arn: `${CA}-cert`,
  ca_key_secret_arn: `${CA}-key`,
} as const;
