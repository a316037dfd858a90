import { EnvironmentError, loadEnvironments } from "../../environments";

export const good = {
  name: "mesh",
  region: "eu-central-1",
  release: "0.10",
  servers: { hosting: "fargate" },
  backend: { type: "local" },
};

/** What is said of an environment, line by line. */
export function faults(environment: unknown): string[] {
  try {
    loadEnvironments({ test: environment });
    return [];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const [head, ...lines] = error.message.split("\n");
    expect(head).toBe("The environment 'test' is not right:");
    return lines.map((line) => line.replace(/^ {2}- /, ""));
  }
}

export const changed = (change: object) => faults({ ...good, ...change });

export const got = (text: string, value: string) => text.replace("%", value);

export const VPC = "vpc-0a1b2c3d";

export const EXISTING = {
  vpcId: VPC,
  publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
  privateSubnetIds: ["subnet-2a1b2c3d"],
};
