import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, recordActions, RUN_VARIABLES, startEmulator, Terraform } from "../../../tools/emulator";
import { synthesize } from "../../../tools/runner";
import { Aws } from "./aws";
import { all, ask, first, tagsOf, type Answer } from "./aws-query";
import { breaches, drift, leaks, registeredTasks, toldServers } from "./checks";
import type { ExpectedEnvironment } from "./expectations";
import { actionsNotAllowed } from "./used-actions";

export interface ExpectedServers extends ExpectedEnvironment {
  readonly serverCount: number;
  /** Ports at the load balancer. */
  readonly ports: readonly number[];
  readonly alarms: readonly string[];
  /** Variables of the run, beside those of every environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Secrets that are brought, which the instances may read as well. */
  readonly broughtSecrets: readonly string[];
}

type Fields = Readonly<Record<string, Answer>>;

/** Deploys an environment with servers on EC2 to an emulator of its own, looks at what must hold, and destroys it. */
export function checkEc2Environment(environment: string, expected: ExpectedServers): void {
  const servers = `${expected.name}-server`;
  const nodes = Array.from({ length: expected.serverCount }, (_, index) => `${servers}-${index + 1}`);
  let folder: string;
  let emulator: Emulator;
  let terraform: Terraform;
  let aws: Aws;
  let userData: string;
  const log = () => join(folder, "provider.log");
  const query = (...request: Parameters<typeof ask> extends [string, ...infer R] ? R : never) =>
    ask(emulator.endpoint, ...request);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `e2e-${environment}-`));
    emulator = await startEmulator();
    const stackFolder = await synthesize(environment, folder, { localState: true });
    const variables = { ...RUN_VARIABLES, ...expected.variables };
    terraform = new Terraform(stackFolder, { env: { ...emulator.env, ...recordActions(log()) }, variables });
    aws = new Aws(emulator.endpoint);
    await terraform.init();
    await terraform.apply();
    const template = await query("ec2", "DescribeLaunchTemplateVersions", { LaunchTemplateName: servers });
    userData = Buffer.from(first(template, "userData"), "base64").toString();
  }, 600_000);

  afterAll(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("the second plan is empty, and breaks no rule of security that all keep", async () => {
    const plan = await terraform.plan();
    expect(drift(plan)).toEqual([]);
    expect(breaches(plan)).toEqual([]);
  }, 300_000);

  test("a group of one keeps each server, in a zone of its own", async () => {
    const groups = all(await query("autoscaling", "DescribeAutoScalingGroups"), "AutoScalingGroups").flat() as Fields[];
    expect(groups.map(({ AutoScalingGroupName }) => AutoScalingGroupName).sort()).toEqual(nodes);
    for (const group of groups) {
      expect(group).toMatchObject({ MinSize: "1", MaxSize: "1", DesiredCapacity: "1", HealthCheckType: "EC2" });
    }
    expect(new Set(groups.map(({ AvailabilityZones }) => JSON.stringify(AvailabilityZones))).size).toBe(
      expected.serverCount,
    );
    for (const AutoScalingGroupName of nodes) {
      const hooks = await query("autoscaling", "DescribeLifecycleHooks", { AutoScalingGroupName });
      expect(all(hooks, "LifecycleHooks").flat()).toMatchObject([
        { LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING", DefaultResult: "ABANDON" },
      ]);
    }
  });

  test("each instance runs in its zone, and has the tags by which it knows its name and the others find it", async () => {
    const found = await query("ec2", "DescribeInstances", {
      "Filter.1.Name": "tag:consul-servers",
      "Filter.1.Value.1": servers,
    });
    const instances = all(found, "instancesSet").flat() as Fields[];
    const tags = instances.map(({ tagSet }) => tagsOf(tagSet));
    expect(tags.map((tag) => tag["consul-node"]).sort()).toEqual(nodes);
    expect(tags.map((tag) => tag["consul-server-count"])).toEqual(nodes.map(() => `${expected.serverCount}`));
    expect(new Set(instances.map((instance) => first(instance, "availabilityZone"))).size).toBe(expected.serverCount);
    expect(userData).toContain(`provider=aws tag_key=consul-servers tag_value=${servers}`);
  });

  test("each zone has an encrypted volume with the name of a server", async () => {
    const found = await query("ec2", "DescribeVolumes", {
      "Filter.1.Name": "tag:consul-servers",
      "Filter.1.Value.1": servers,
    });
    const volumes = (all(found, "volumeSet").flat() as Fields[]).filter(
      ({ tagSet }) => "consul-node" in tagsOf(tagSet),
    );
    expect(volumes.map(({ tagSet }) => tagsOf(tagSet)["consul-node"]).sort()).toEqual(nodes);
    expect(new Set(volumes.map(({ availabilityZone }) => availabilityZone)).size).toBe(expected.serverCount);
    expect(volumes.map(({ encrypted }) => encrypted)).toEqual(volumes.map(() => "true"));
  });

  test("the launch template takes IMDSv2 only, has no SSH key, and encrypts the disk", async () => {
    const answer = await query("ec2", "DescribeLaunchTemplateVersions", { LaunchTemplateName: servers });
    const [template] = all(answer, "launchTemplateData") as Fields[];
    expect(template).toMatchObject({ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: "1" } });
    expect(template).not.toHaveProperty("keyName");
    expect(all(template ?? {}, "encrypted")).toEqual(["true"]);
  });

  test("the user data that arrives at AWS is a script of less than 16 KiB, as it was written", () => {
    expect(Buffer.byteLength(userData)).toBeLessThan(16 * 1024);
    expect(spawnSync("/bin/sh", ["-n"], { input: userData, encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
    expect(userData).toContain("${id:+/$id}");
    expect(userData).toContain("AWS_REGION='us-east-1'\n");
    expect(userData).not.toContain("${aws_");
  });

  test("the instances read their own secrets only, and attach only their own volumes", async () => {
    const answer = await query("iam", "GetRolePolicy", {
      RoleName: `${servers}-instance`,
      PolicyName: "consul-server",
    });
    const document = JSON.parse(decodeURIComponent(first(answer, "PolicyDocument"))) as {
      Statement: { Sid: string; Action: string[]; Resource: string[] }[];
    };
    const resources = (sid: string) => document.Statement.find(({ Sid }) => Sid === sid)?.Resource ?? [];
    expect(
      resources("OwnSecrets")
        .map((arn) => arn.replace(/.*:secret:/, "").replace(/-\w{6}$/, ""))
        .sort(),
    ).toEqual([...Object.keys(expected.generatedSecrets), ...expected.broughtSecrets].sort());
    expect(resources("OwnVolumes")).toHaveLength(expected.serverCount);
    const wide = document.Statement.filter(({ Resource }) => Resource.includes("*")).flatMap(({ Action }) => Action);
    expect(wide).toEqual(["autoscaling:DescribeAutoScalingGroups", "ec2:DescribeInstances", "ec2:DescribeVolumes"]);
    const attached = await query("iam", "ListAttachedRolePolicies", { RoleName: `${servers}-instance` });
    expect(all(attached, "PolicyName")).toEqual(["AmazonSSMManagedInstanceCore"]);
  });

  test("the servers are open to themselves and the mesh, and to no address range", async () => {
    const answer = await query("ec2", "DescribeSecurityGroups", {
      "Filter.1.Name": "group-name",
      "Filter.1.Value.1": servers,
    });
    const [group] = all(answer, "securityGroupInfo").flat() as Fields[];
    const rules = [group?.ipPermissions ?? []].flat() as Fields[];
    const ports = rules.map((rule) => `${first(rule, "ipProtocol")}-${first(rule, "fromPort")}`);
    expect([...new Set(ports)].sort()).toEqual(
      [...new Set(["tcp-8300", "tcp-8301", "udp-8301", ...expected.ports.map((port) => `tcp-${port}`)])].sort(),
    );
    expect(rules.flatMap((rule) => all(rule, "cidrIp"))).toEqual([]);
  });

  test("the internal load balancer forwards to the servers, and is what every task is told", async () => {
    const balancer = await aws.networkLoadBalancer(servers);
    expect(balancer.loadBalancer).toMatchObject({ Type: "network", Scheme: "internal" });
    expect(balancer.listeners.map(({ Port }) => Port).sort()).toEqual([...expected.ports].sort());
    expect(balancer.loadBalancer?.SecurityGroups).toHaveLength(1);
    const tasks = await aws.taskDefinitions();
    expect(tasks).toHaveLength(Object.keys(expected.tasks).length);
    for (const task of tasks) expect(toldServers(task)).toContain(balancer.loadBalancer?.DNSName);
  });

  test("the task definitions hold the expected containers, dependencies and secrets, and no others", async () => {
    expect(await registeredTasks(aws)).toEqual(expected.tasks);
  });

  test("the alarms are those that are expected", async () => {
    const alarms = all(await query("monitoring", "DescribeAlarms"), "AlarmName");
    expect(alarms.sort()).toEqual(expected.alarms.map((name) => `${servers}-${name}`).sort());
  });

  test("the generated secrets have the form that Consul wants", async () => {
    const secrets = await aws.secrets();
    expect(Object.keys(secrets).sort()).toEqual(Object.keys(expected.generatedSecrets).sort());
    for (const [name, isWellFormed] of Object.entries(expected.generatedSecrets)) {
      expect([name, isWellFormed(secrets[name] ?? "")]).toEqual([name, true]);
    }
  });

  test("no secret's value is in the state, a plan, the synthesized JSON, a task definition or the user data", async () => {
    const places = {
      state: await readFile(join(folder, `terraform.${environment}.tfstate`), "utf8"),
      plan: JSON.stringify((await terraform.plan()).json),
      "cdk.tf.json": await readFile(join(folder, "cdktf.out/stacks", environment, "cdk.tf.json"), "utf8"),
      "user data": userData,
    };
    // The state is the one that holds the deployment, or the search proves nothing.
    expect(places.state).toContain(`${servers}-bootstrap-token`);
    expect(await leaks(expected, aws, places)).toEqual([]);
  }, 300_000);

  test("the outputs name the UI and the secret, and not the token", async () => {
    const outputs = await terraform.output();
    expect(Object.keys(outputs).sort()).toEqual([
      "bootstrap_token_command",
      "bootstrap_token_secret_arn",
      "consul_ui_url",
      "mesh",
      "roll_command",
    ]);
    expect(outputs.consul_ui_url).toContain(servers);
  });

  test("destroy leaves an empty state and an empty emulator", async () => {
    expect(await emulator.contents()).not.toEqual({});
    await terraform.destroy();
    expect(await terraform.stateList()).toEqual([]);
    expect(await emulator.contents()).toEqual({});
  }, 600_000);

  test("the policy of the deploying role allows what was used (if not, `npm run permissions` takes it over)", () => {
    expect(actionsNotAllowed(log(), environment)).toEqual([]);
  });
}
