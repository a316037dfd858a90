import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import recorded from "../../../deploy/permissions/used-actions.json";
import {
  type Emulator,
  keepUsedActions,
  recordActions,
  RUN_VARIABLES,
  startEmulator,
  Terraform,
} from "../../../tools/emulator";
import { synthesize } from "../../../tools/runner";
import { Aws } from "./aws";
import { breaches, drift, leaks, registeredTasks, toldServers } from "./checks";
import type { ExpectedEnvironment } from "./expectations";

/** Who applies and destroys the stack. */
export interface Deployer {
  deploy(run: Run): Promise<void>;
  destroy(run: Run): Promise<void>;
}

export interface Run {
  readonly environment: string;
  /** Holds cdktf.out, and the state. */
  readonly folder: string;
  readonly emulator: Emulator;
  readonly terraform: Terraform;
  /** What the AWS provider was asked to log. */
  readonly log: string;
}

/** Plain Terraform, in the folder that the synth wrote. */
export const byTerraform: Deployer = {
  async deploy({ terraform }) {
    await terraform.init();
    await terraform.apply();
  },
  async destroy({ terraform }) {
    await terraform.destroy();
  },
};

/** The cdktf CLI, the ecosystem's own way. */
export const byCdktf: Deployer = {
  async deploy(run) {
    await cdktf(run, ["diff", run.environment, "--skip-provider-lock"]);
    await cdktf(run, ["deploy", run.environment, "--auto-approve", "--skip-provider-lock"]);
  },
  destroy: (run) => cdktf(run, ["destroy", run.environment, "--auto-approve", "--skip-provider-lock"]),
};

async function cdktf({ folder, emulator, log }: Run, args: string[]): Promise<void> {
  const cli = join(__dirname, "../../../node_modules/.bin/cdktf");
  await promisify(execFile)(cli, [...args, "--output", join(folder, "cdktf.out")], {
    cwd: join(__dirname, "../../.."),
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      ...emulator.env,
      ...recordActions(log),
      ...Object.fromEntries(Object.entries(RUN_VARIABLES).map(([name, value]) => [`TF_VAR_${name}`, `${value}`])),
      CHECKPOINT_DISABLE: "1",
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
      CI: "1",
    },
  });
}

/** Deploys an environment to an emulator of its own, looks at everything that must hold, and destroys it. */
export function checkEnvironment(environment: string, expected: ExpectedEnvironment, deployer: Deployer): void {
  let run: Run;
  let aws: Aws;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), `e2e-${environment}-`));
    const emulator = await startEmulator();
    const stackFolder = await synthesize(environment, folder);
    const log = join(folder, "provider.log");
    const env = { ...emulator.env, ...recordActions(log) };
    const terraform = new Terraform(stackFolder, { env, variables: RUN_VARIABLES });
    run = { environment, folder, emulator, terraform, log };
    aws = new Aws(emulator.endpoint);
    await deployer.deploy(run);
  }, 600_000);

  afterAll(async () => {
    await run.emulator.stop();
    await rm(run.folder, { recursive: true, force: true });
  });

  test("the second plan is empty, and breaks no rule of security that all keep", async () => {
    const plan = await run.terraform.plan();
    expect(drift(plan)).toEqual([]);
    expect(breaches(plan)).toEqual([]);
  }, 300_000);

  test("the task definitions hold the expected containers, dependencies and secrets, and no others", async () => {
    expect(await registeredTasks(aws)).toEqual(expected.tasks);
  });

  test("the services of the mesh hand their tags on to their tasks, by which the controller finds them", async () => {
    const services = await aws.services(expected.name);
    const mesh = services.filter(({ serviceName }) => expected.meshServices.includes(serviceName ?? ""));
    expect(mesh.map(({ propagateTags }) => propagateTags)).toEqual(["TASK_DEFINITION", "TASK_DEFINITION"]);
    const tagged = (await aws.taskDefinitions()).filter((task) =>
      task.tags?.some(({ key, value }) => key === "consul.hashicorp.com/mesh" && value === "true"),
    );
    expect(tagged.map(({ family }) => family).sort()).toEqual(expected.meshServices);
  });

  test.each([
    ["example-client-app", 9090, "example-client-app", "/health"],
    ["consul-server-1", 8500, "consul-server", "/v1/status/leader"],
  ])("the load balancer of %s forwards port %d to the container %s", async (service, port, container, healthPath) => {
    const serviceName = `${expected.name}-${service}`;
    // The load balancer is of all servers.
    const name = serviceName.replace(/-1$/, "");
    const { loadBalancer, listeners, targetGroup } = await aws.loadBalancer(name);
    expect(loadBalancer).toMatchObject({ Type: "application" });
    expect(loadBalancer?.Scheme).not.toBe("internal");
    expect(listeners).toMatchObject([
      { Port: port, DefaultActions: [{ Type: "forward", TargetGroupArn: targetGroup?.TargetGroupArn }] },
    ]);
    expect(targetGroup).toMatchObject({ Port: port, TargetType: "ip", HealthCheckPath: healthPath });
    const target = (await aws.services(expected.name)).find(
      (found) => found.serviceName === serviceName,
    )?.loadBalancers;
    expect(target).toMatchObject([
      { targetGroupArn: targetGroup?.TargetGroupArn, containerName: container, containerPort: port },
    ]);
  });

  test("the Cloud Map name of the server is the one that every other task is told", async () => {
    const name = `${expected.name}-consul-server.dc1`;
    expect(await aws.discoverableNames()).toEqual([name]);
    const others = (await aws.taskDefinitions()).filter(({ family }) => family !== `${expected.name}-consul-server-1`);
    expect(others).toHaveLength(3);
    for (const task of others) expect(toldServers(task)).toContain(name);
  });

  test("the server keeps its data in a directory of an encrypted file system, and its snapshots in another", async () => {
    const server = (await aws.taskDefinitions()).find(({ family }) => family?.includes("-consul-server"));
    const volumes = server?.volumes?.map(({ efsVolumeConfiguration }) => efsVolumeConfiguration) ?? [];
    const directories = volumes.flatMap((volume) => volume?.authorizationConfig?.accessPointId ?? []);
    expect(new Set(directories).size).toBe(2);
    for (const volume of volumes.filter((found) => found !== undefined)) {
      expect(volume).toMatchObject({ transitEncryption: "ENABLED", authorizationConfig: { iam: "ENABLED" } });
    }
  });

  test("the generated secrets have the form that Consul wants", async () => {
    const secrets = await aws.secrets();
    expect(Object.keys(secrets).sort()).toEqual(Object.keys(expected.generatedSecrets).sort());
    for (const [name, isWellFormed] of Object.entries(expected.generatedSecrets)) {
      expect([name, isWellFormed(secrets[name] ?? "")]).toEqual([name, true]);
    }
  });

  test("no secret's value is in the state, a plan, the synthesized JSON or a task definition", async () => {
    const places = {
      state: await readFile(join(run.folder, `terraform.${environment}.tfstate`), "utf8"),
      plan: JSON.stringify((await run.terraform.plan()).json),
      "cdk.tf.json": await readFile(join(run.folder, "cdktf.out/stacks", environment, "cdk.tf.json"), "utf8"),
    };
    // The state is the one that holds the deployment, or the search proves nothing.
    expect(places.state).toContain(`${expected.name}-consul-server-bootstrap-token`);
    expect(await leaks(expected, aws, places)).toEqual([]);
  }, 300_000);

  test("the outputs name the UI, the example and the secret, and not the token", async () => {
    const outputs = await run.terraform.output();
    expect(outputs).toEqual({
      consul_ui_url: expect.stringMatching(/^http:\/\/[^/]+:8500\/ui$/) as string,
      example_url: expect.stringMatching(/^http:\/\/[^/]+:9090\/ui$/) as string,
      bootstrap_token_secret_arn: expect.stringContaining(":secret:") as string,
      bootstrap_token_command: `aws secretsmanager get-secret-value --region us-east-1 --secret-id '${outputs.bootstrap_token_secret_arn as string}' --query SecretString --output text`,
      mesh: expect.objectContaining({ release: expect.any(String) as string }) as object,
      roll_command: expect.stringMatching(/roll consul-\S*controller\n(roll .*)/) as string,
    });
  });

  test("destroy leaves an empty state and an empty emulator", async () => {
    expect(await run.emulator.contents()).not.toEqual({});
    await deployer.destroy(run);
    expect(await run.terraform.stateList()).toEqual([]);
    expect(await run.emulator.contents()).toEqual({});
  }, 600_000);

  test("the role's policy allows each action that was used (if not, `npm run permissions` takes them over)", () => {
    const used = keepUsedActions(run.log, join(__dirname, "../../../.build/aws-actions", `${environment}.json`));
    expect(used).toEqual((recorded as Record<string, string[]>)[environment]);
  });
}
