import { Fn, TerraformVariable, type TerraformStack } from "cdktf";

/** What a single run must be told: it belongs neither into the code nor into the data of an environment. */
export class RunVariables {
  /** Who may reach the load balancers. */
  readonly ingressCidr: string;
  readonly waitForSteadyState: boolean;

  constructor(stack: TerraformStack) {
    this.ingressCidr = ingressCidr(stack);
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
    condition: Fn.can(Fn.regex("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]+:secret:.+$", variable.stringValue)),
    errorMessage: `${name} must be the ARN of a secret in Secrets Manager, 'arn:aws:secretsmanager:...', never its value.`,
  });
  return variable.stringValue;
}

/** HCL example: `lb_ingress_ip`, which takes one address. */
function ingressCidr(stack: TerraformStack): string {
  const variable = new TerraformVariable(stack, "ingress_cidr", {
    type: "string",
    nullable: false,
    description:
      "IPv4 range that may reach the Consul UI and the example application, such as '203.0.113.7/32' for your own address.",
  });
  variable.addValidation({
    condition: Fn.can(Fn.cidrnetmask(variable.stringValue)),
    errorMessage: "ingress_cidr must be an IPv4 range with its prefix length, such as '203.0.113.7/32'.",
  });
  variable.addValidation({
    condition: Fn.can(Fn.regex("/([1-9]|[12][0-9]|3[0-2])$", variable.stringValue)),
    errorMessage: "ingress_cidr must not be the whole internet: the example speaks plain HTTP.",
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
