import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import {
  executionStatements,
  taskDefinitionConfig,
  taskOptionRules,
  type TaskOptions,
} from "../../../modules/aws/task-options";

const SIZE = { cpu: 256, memory: 512 };
const EC2 = { compatibilities: ["EC2"] } as const;

const broken = (options: TaskOptions, size: { cpu: number; memory: number } = SIZE): string[] =>
  taskOptionRules(options, size)
    .filter(({ holds }) => holds === false)
    .map(({ prop, rule }) => `${prop} ${rule}`);

describe("taskOptionRules", () => {
  it("takes the defaults", () => {
    expect(broken({})).toEqual([]);
  });

  it.each<[number, number[], number[]]>([
    [256, [512, 1024, 2048], [256, 768, 1536, 2560]],
    [512, [1024, 2048, 4096], [512, 1536, 5120]],
    [1024, [2048, 8192], [1024, 9216]],
    [2048, [4096, 16384], [3072, 17408]],
    [4096, [8192, 30720], [7168, 31744]],
    [8192, [16384, 20480, 61440], [17408, 65536]],
    [16384, [32768, 40960, 122880], [33792, 131072]],
  ])("knows what Fargate offers with cpu %i", (cpu, offered, others) => {
    for (const memory of offered) expect(broken({}, { cpu, memory })).toEqual([]);
    for (const memory of others) {
      expect(broken({}, { cpu, memory })).toEqual([expect.stringMatching(/^memory must be .* on Fargate$/)]);
    }
  });

  it.each([0, 128, 300, 32768])("refuses cpu %i on Fargate", (cpu) => {
    expect(broken({}, { cpu, memory: 512 })).toEqual([
      expect.stringContaining("cpu must be one of the sizes that Fargate offers"),
    ]);
  });

  it("takes any size on EC2", () => {
    expect(broken(EC2, { cpu: 128, memory: 100 })).toEqual([]);
    expect(broken(EC2, { cpu: 300, memory: 4 })).toEqual([]);
    expect(broken(EC2, { cpu: 100, memory: 3 })).toEqual([
      expect.stringContaining("cpu must be a whole number"),
      expect.stringContaining("memory must be a whole number"),
    ]);
  });

  it.each<[string, TaskOptions]>([
    ["compatibilities must be one or more of", { compatibilities: [] }],
    ["compatibilities[0] must be 'EC2' or 'FARGATE'", { compatibilities: ["LAMBDA" as "EC2"] }],
    ["compatibilities[1] must be 'EC2' or 'FARGATE'", { compatibilities: ["EC2", "EXTERNAL" as "EC2"] }],
    ["runtimePlatform.cpu is not known", { runtimePlatform: { cpu: "ARM64" } as object }],
    ["runtimePlatform.cpuArchitecture must be", { runtimePlatform: { cpuArchitecture: "arm64" as "ARM64" } }],
    [
      "runtimePlatform.operatingSystemFamily must be",
      { runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" } },
    ],
    ["permissionsBoundary must be the ARN of a policy", { permissionsBoundary: "arn:aws:iam::1:role/r" }],
    ["kmsKeyArns[0] must be the ARN of a KMS key", { kmsKeyArns: ["alias/aws/secretsmanager"] }],
    ["ephemeralStorageGib must be", { ephemeralStorageGib: 20 }],
    ["ephemeralStorageGib must be", { ephemeralStorageGib: 201 }],
  ])("refuses: %s", (message, options) => {
    expect(broken(options)).toEqual([expect.stringContaining(message)]);
  });

  it.each<TaskOptions>([
    { ephemeralStorageGib: 21 },
    { ephemeralStorageGib: 200 },
    { runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" } },
    { runtimePlatform: {} },
  ])("takes %j", (options) => {
    expect(broken(options)).toEqual([]);
  });

  it("leaves tokens to Terraform, but for what decides what is made", () => {
    const stack = new TerraformStack(Testing.app(), "test");
    const variable = new TerraformVariable(stack, "v", { type: "any" });
    const asked = taskOptionRules(
      { ephemeralStorageGib: variable.numberValue },
      { cpu: 256, memory: variable.numberValue },
    )
      .filter(({ holds }) => typeof holds !== "boolean")
      .map(({ prop }) => prop);
    expect(asked).toEqual(["ephemeralStorageGib", "memory"]);
    expect(broken({ compatibilities: variable.listValue as "EC2"[] })).toEqual([
      "compatibilities must be known at synth, because the rest of the task depends on it; it is a token",
    ]);
  });

  it.each<[string, object]>([
    ["compatibilities must be a list", { compatibilities: "EC2" }],
    ["compatibilities must be a list", { compatibilities: { 0: "EC2" } }],
    ["permissionsBoundary must be", { permissionsBoundary: 1 }],
    ["kmsKeyArns must be a list", { kmsKeyArns: "arn:aws:kms:us-east-1:1:key/1" }],
    ["runtimePlatform must be an object", { runtimePlatform: "ARM64" }],
    ["ephemeralStorageGib must be", { ephemeralStorageGib: NaN }],
    ["ephemeralStorageGib must be", { ephemeralStorageGib: "30" }],
  ])("refuses a wrong type: %s", (message, options) => {
    expect(broken(options)[0]).toContain(message);
  });

  it("takes tokens", () => {
    const stack = new TerraformStack(Testing.app(), "test");
    const cpu = new TerraformVariable(stack, "cpu", { type: "number" }).numberValue;
    expect(broken({ ephemeralStorageGib: cpu }, { cpu, memory: 512 })).toEqual([]);
    // No size of Fargate has it.
    expect(broken({}, { cpu, memory: 600 })).toEqual(["memory must be a size that Fargate offers with this cpu"]);
  });
});

describe("taskDefinitionConfig", () => {
  const task = { family: "web", ...SIZE, taskRoleArn: "arn:t", executionRoleArn: "arn:e", containers: [] };

  it("leaves out what is not given", () => {
    const config = taskDefinitionConfig({ ...task, options: {} });
    const given = Object.entries(config).filter(([, value]) => value !== undefined);
    expect(Object.fromEntries(given)).toEqual({
      family: "web",
      requiresCompatibilities: ["EC2", "FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      taskRoleArn: "arn:t",
      executionRoleArn: "arn:e",
      containerDefinitions: "[]",
    });
  });

  it("carries what is given", () => {
    const options = { ...EC2, runtimePlatform: { cpuArchitecture: "ARM64" }, ephemeralStorageGib: 21 } as const;
    expect(taskDefinitionConfig({ ...task, options, tags: { a: "b" }, volumes: [{ name: "v" }] })).toMatchObject({
      requiresCompatibilities: ["EC2"],
      runtimePlatform: { cpuArchitecture: "ARM64" },
      ephemeralStorage: { sizeInGib: 21 },
      tags: { a: "b" },
      volume: [{ name: "v" }],
    });
  });
});

describe("executionStatements", () => {
  it("has one statement per secret, as the HCL modules have", () => {
    expect(executionStatements(["arn:a", "arn:b"], {}).map(({ Resource }) => Resource)).toEqual([
      ["arn:a"],
      ["arn:b"],
      ["*"],
    ]);
  });

  it("lets keys be used, when there are any", () => {
    const decrypt = (options: TaskOptions) =>
      executionStatements([], options).filter(({ Action }) => Action.includes("kms:Decrypt"));
    expect(decrypt({ kmsKeyArns: [] })).toEqual([]);
    expect(decrypt({ kmsKeyArns: ["arn:k"] })).toMatchObject([{ Resource: ["arn:k"] }]);
  });
});
