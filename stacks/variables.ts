import { Fn, TerraformVariable, type TerraformStack } from "cdktf";
import { ingressCidrBlocks } from "./ingress-cidr";

/** What a single run must be told: it belongs neither into the code nor into the data of an environment. */
export class RunVariables {
  /** Who may reach the load balancers. */
  readonly ingressCidrBlocks: readonly string[];
  readonly waitForSteadyState: boolean;

  constructor(stack: TerraformStack) {
    this.ingressCidrBlocks = ingressCidrBlocks(stack);
    this.waitForSteadyState = waitForSteadyState(stack);
  }
}

/** The certificate authority of an environment that brings its own, by the ARNs of its two secrets. */
export class CertificateAuthorityVariables {
  readonly caCertSecretArn: string;
  readonly caKeySecretArn: string;

  constructor(stack: TerraformStack) {
    this.caCertSecretArn = secretArn(stack, "ca_cert_secret_arn", "the certificate of the CA");
    this.caKeySecretArn = secretArn(stack, "ca_key_secret_arn", "the private key of the CA");
  }
}

/** HCL: `ca_cert_arn` and `ca_key_arn` of dev-server. */
function secretArn(stack: TerraformStack, name: string, what: string): string {
  const variable = new TerraformVariable(stack, name, {
    type: "string",
    nullable: false,
    description: `ARN of the secret in Secrets Manager with ${what} that signs the certificates of the Consul servers.`,
  });
  variable.addValidation({
    condition: Fn.can(Fn.regex("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+$", variable.stringValue)),
    errorMessage: `${name} must be the ARN of a secret in Secrets Manager, 'arn:aws:secretsmanager:...', never its value.`,
  });
  return variable.stringValue;
}

/** HCL: `wait_for_steady_state`, false there: a deployment that the circuit breaker takes back would pass as a success. */
function waitForSteadyState(stack: TerraformStack): boolean {
  return new TerraformVariable(stack, "wait_for_steady_state", {
    type: "bool",
    nullable: false,
    default: true,
    description:
      "Whether the apply waits until the tasks of all services run, and fails when a deployment is taken back.",
  }).booleanValue as unknown as boolean;
}
