import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import {
  ONE_AT_A_TIME,
  serviceConfig,
  serviceOptionRules,
  type ServiceOptions,
} from "../../../modules/aws/service-options";
import type { Compatibility, LaunchType } from "../../../modules/aws/container-definition";

const BOTH: readonly Compatibility[] = ["EC2", "FARGATE"];
const SPOT = [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];

/** Items of a strategy, each good as it stands but for what it is told. */
const strategy = (...items: readonly object[]): ServiceOptions => ({
  capacityProviderStrategy: items.map((item) => ({ capacityProvider: "a", weight: 1, ...item })),
});
const providers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ capacityProvider: `p${index}`, weight: 1 }));

function broken(options: ServiceOptions, compatibilities: readonly Compatibility[]): string[] {
  return serviceOptionRules(options, { defaultLaunchType: "FARGATE", compatibilities })
    .filter(({ holds }) => holds === false)
    .map(({ prop, rule }) => `${prop} ${rule}`);
}

describe("serviceOptionRules", () => {
  it.each<[string, ServiceOptions, readonly Compatibility[]]>([
    ["launchType cannot be given together", { launchType: "FARGATE", capacityProviderStrategy: SPOT }, BOTH],
    ["launchType must be one of compatibilities", { launchType: "EC2" }, ["FARGATE"]],
    ["launchType must be one of compatibilities", {}, ["EC2"]],
    ["assignPublicIp is possible on Fargate only", { launchType: "EC2", assignPublicIp: true }, BOTH],
    ["capacityProviderStrategy must name 1 to 20", { capacityProviderStrategy: [] }, BOTH],
    ["capacityProviderStrategy must name 1 to 20", strategy(...providers(21)), BOTH],
    ["capacityProviderStrategy[0].weight must be a whole number from 0 to 1000", strategy({ weight: 1001 }), BOTH],
    ["capacityProviderStrategy[0].base must be a whole number from 0 to 100000", strategy({ base: -1 }), BOTH],
    ["capacityProviderStrategy[0].capacityProvider must be a text", strategy({ capacityProvider: undefined }), BOTH],
    ["capacityProviderStrategy[0].wieght is not known", strategy({ wieght: 1 }), BOTH],
    ["capacityProviderStrategy[1].capacityProvider must not be in the list twice", strategy({}, {}), BOTH],
    [
      "capacityProviderStrategy must not give more than one provider a base",
      strategy({ base: 1 }, { capacityProvider: "b", base: 1 }),
      BOTH,
    ],
    [
      "capacityProviderStrategy must give one of several providers a weight",
      strategy({ weight: 0, base: 1 }, { capacityProvider: "b", weight: 0 }),
      BOTH,
    ],
    [
      "capacityProviderStrategy must not mix Fargate with EC2",
      strategy({ capacityProvider: "FARGATE" }, { capacityProvider: "b" }),
      BOTH,
    ],
    ["capacityProviderStrategy must be a list", { capacityProviderStrategy: 1 as never }, BOTH],
    [
      "deploymentMinimumHealthyPercent must be a whole number from 0 to 100",
      { deploymentMinimumHealthyPercent: -1 },
      BOTH,
    ],
    [
      "deploymentMinimumHealthyPercent must be a whole number from 0 to 100",
      { deploymentMinimumHealthyPercent: 101 },
      BOTH,
    ],
    ["deploymentMaximumPercent must be a whole number from 100 to 200", { deploymentMaximumPercent: 201 }, BOTH],
    [
      "deploymentMaximumPercent must be a whole number from 100 to 200",
      { deploymentMaximumPercent: 99, deploymentMinimumHealthyPercent: 0 },
      BOTH,
    ],
    // AWS's own minimum is 100: a deployment that may start no task may stop none either.
    ["deploymentMaximumPercent must be more than", { deploymentMaximumPercent: 100 }, BOTH],
  ])("refuses: %s", (message, options, compatibilities) => {
    expect(broken(options, compatibilities)).toEqual([expect.stringContaining(message)]);
  });

  it.each<[ServiceOptions, readonly Compatibility[]]>([
    [{}, BOTH],
    [{ launchType: "EC2" }, ["EC2"]],
    [{ assignPublicIp: true }, BOTH],
    [{ assignPublicIp: false, launchType: "EC2" }, BOTH],
    [{ capacityProviderStrategy: SPOT, assignPublicIp: true }, ["FARGATE"]],
    [strategy({ weight: 1000, base: 1 }, { capacityProvider: "b" }), BOTH],
    [strategy({ capacityProvider: "FARGATE", base: 100_000 }, { capacityProvider: "FARGATE_SPOT" }), BOTH],
    [strategy({ weight: 0 }), BOTH],
    [strategy(...providers(20)), BOTH],
    [ONE_AT_A_TIME, BOTH],
    [{ deploymentMinimumHealthyPercent: 100, deploymentMaximumPercent: 200 }, BOTH],
    [{ deploymentMinimumHealthyPercent: 99, deploymentMaximumPercent: 100 }, BOTH],
  ])("takes %j", (options, compatibilities) => {
    expect(broken(options, compatibilities)).toEqual([]);
  });

  it("takes a token", () => {
    const stack = new TerraformStack(Testing.app(), "test");
    const launchType = new TerraformVariable(stack, "launch_type", { type: "string" }).stringValue as LaunchType;
    expect(broken({ launchType, assignPublicIp: true }, ["FARGATE"])).toEqual([]);
    const deploymentMaximumPercent = new TerraformVariable(stack, "percent", { type: "number" }).numberValue;
    expect(broken({ deploymentMaximumPercent }, BOTH)).toEqual([]);
  });
});

describe("serviceConfig", () => {
  const config = (options: ServiceOptions) =>
    serviceConfig({
      options,
      defaultLaunchType: "FARGATE",
      name: "web",
      clusterArn: "arn:cluster",
      taskDefinitionArn: "arn:task",
      desiredCount: 2,
      subnetIds: ["subnet-1"],
      executeCommand: false,
    });

  it("has the launch type and nothing that was not asked for", () => {
    expect(config({})).toMatchObject({
      name: "web",
      desiredCount: 2,
      launchType: "FARGATE",
      networkConfiguration: { subnets: ["subnet-1"], assignPublicIp: false, securityGroups: undefined },
      enableExecuteCommand: false,
      capacityProviderStrategy: undefined,
      deploymentCircuitBreaker: undefined,
      waitForSteadyState: undefined,
      dependsOn: undefined,
    });
    expect(config({ launchType: "EC2" }).launchType).toBe("EC2");
  });

  it("has capacity providers instead of a launch type", () => {
    const { launchType, capacityProviderStrategy } = config({ capacityProviderStrategy: SPOT });
    expect({ launchType, capacityProviderStrategy }).toEqual({ launchType: undefined, capacityProviderStrategy: SPOT });
  });

  it("has a circuit breaker that goes back, and waits, when asked", () => {
    const options = { circuitBreaker: true, waitForSteadyState: true, assignPublicIp: true };
    expect(config(options)).toMatchObject({
      deploymentCircuitBreaker: { enable: true, rollback: true },
      waitForSteadyState: true,
      networkConfiguration: { assignPublicIp: true },
    });
  });
});
