import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectEngine, type Engine } from "../../../tools/local-mesh/engine";
import { linkOf } from "../../../tools/local-mesh/instances/disks";
import { groupsIn, instancesIn } from "../../../tools/local-mesh/instances/facts";
import { QueryClient } from "../../../tools/local-mesh/instances/query-client";
import { at, inside, textAt } from "../../../tools/local-mesh/instances/xml";
import { startLocalMesh, type InstanceView, type LocalMesh } from "../../../tools/local-mesh";
import { makeSmallInstanceImage, SMALL_USER_DATA } from "./small-instance";

/*
 * An instance of a group, with the smallest image that can be one: its metadata, its address, its disk, and how its group
 * holds it back, replaces it and ends it.
 */
jest.setTimeout(120_000);

const GROUP = "small-1";
const folder = mkdtempSync(join(tmpdir(), "local-instances-"));
let engine: Engine;
let image: string;
let mesh: LocalMesh;
let aws: QueryClient;
let volume: string;

async function eventually<T>(check: () => T | Promise<T>, seconds = 60): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(300);
  }
}

const instance = (): InstanceView => {
  const [found, ...others] = mesh.instances();
  if (!found || others.length > 0) throw new Error(`${mesh.instances().length} instances run, and one should.`);
  return found;
};

const sh = async (script: string): Promise<string> => {
  const { exitCode, output } = await instance().execute(["sh", "-c", script]);
  if (exitCode !== 0) throw new Error(`${script}: ${exitCode} ${output}`);
  return output;
};

/** The instance, as its group has it. */
const member = async () => {
  const answer = await aws.call("autoscaling", "DescribeAutoScalingGroups");
  return inside(answer).find((element) => at(element, "LifecycleState"));
};
const standing = async () => textAt(await member(), "LifecycleState");
const templateVersion = async () => textAt(await member(), "LaunchTemplate", "Version");

const complete = (result: string) =>
  aws.call("autoscaling", "CompleteLifecycleAction", {
    AutoScalingGroupName: GROUP,
    LifecycleHookName: "boot",
    InstanceId: instance().id,
    LifecycleActionResult: result,
  });

const attach = async (): Promise<string> => {
  const { id } = instance();
  await aws.call("ec2", "AttachVolume", { VolumeId: volume, InstanceId: id, Device: "/dev/sdf" });
  await eventually(() => sh(`test -b "$(readlink -f ${linkOf(volume)})"`));
  return linkOf(volume);
};

beforeAll(async () => {
  engine = await connectEngine({ id: `instances-test-${process.pid}` });
  image = await makeSmallInstanceImage(engine);
  mesh = await startLocalMesh({ id: engine.id, folder, instanceImage: image });
  const { host, port } = mesh.front();
  aws = new QueryClient(`http://${host}:${port}`, "us-east-1");
  await makeGroup();
});

afterAll(async () => {
  await mesh?.stop();
  expect(await engine.runsLeft()).not.toContain(engine.id);
  await engine.docker.getImage(image).remove({ force: true });
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function templateData(userData: string): Record<string, string> {
  return {
    "LaunchTemplateData.ImageId": "ami-1",
    "LaunchTemplateData.UserData": Buffer.from(userData).toString("base64"),
    "LaunchTemplateData.IamInstanceProfile.Arn": "arn:aws:iam::123456789012:instance-profile/small",
  };
}

async function makeGroup(): Promise<void> {
  const made = async (action: string, parameters: Record<string, string>, ...path: string[]) =>
    textAt(await aws.call("ec2", action, parameters), ...path) ?? "";
  const vpc = await made("CreateVpc", { CidrBlock: "10.0.0.0/16" }, "vpc", "vpcId");
  const subnet = await made("CreateSubnet", { VpcId: vpc, CidrBlock: "10.0.1.0/24" }, "subnet", "subnetId");
  const zone = { AvailabilityZone: "us-east-1a", Size: "1" };
  volume = await made("CreateVolume", zone, "volumeId");
  await aws.call("iam", "CreateRole", { RoleName: "small", AssumeRolePolicyDocument: "{}" });
  await aws.call("iam", "CreateInstanceProfile", { InstanceProfileName: "small" });
  await aws.call("iam", "AddRoleToInstanceProfile", { InstanceProfileName: "small", RoleName: "small" });
  const named = { LaunchTemplateName: "small", ...templateData(SMALL_USER_DATA) };
  const templateId = await made("CreateLaunchTemplate", named, "launchTemplate", "launchTemplateId");
  await aws.call("autoscaling", "CreateAutoScalingGroup", {
    ...{ AutoScalingGroupName: GROUP, MinSize: "0", MaxSize: "1", VPCZoneIdentifier: subnet },
    ...{ "LaunchTemplate.LaunchTemplateId": templateId, "LaunchTemplate.Version": "1" },
    ...{ "Tags.member.1.Key": "Name", "Tags.member.1.Value": GROUP, "Tags.member.1.PropagateAtLaunch": "true" },
  });
  // As Terraform makes a group whose first instance a hook is to hold back.
  await aws.call("autoscaling", "PutLifecycleHook", {
    ...{ AutoScalingGroupName: GROUP, LifecycleHookName: "boot" },
    LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
  });
  await aws.call("autoscaling", "SetDesiredCapacity", { AutoScalingGroupName: GROUP, DesiredCapacity: "1" });
}

test("its user data runs, and knows by the metadata which instance it is", async () => {
  const facts = await eventually(() => sh("cat /facts"));
  expect(facts.trim().split("\n")).toEqual([instance().id, instance().ip, "small"]);
  expect(await sh("cat /var/log/cloud-init-output.log")).toContain("user data runs");
});

test("what it writes is in a file of this machine", () => {
  const logs = join(mesh.logs, "instances");
  const [log = ""] = readdirSync(logs).filter((name) => name.endsWith("user-data.log"));
  expect(readFileSync(join(logs, log), "utf8")).toContain("user data runs");
});

test("EC2 says the address that it has", async () => {
  const [facts] = instancesIn(await aws.call("ec2", "DescribeInstances"));
  expect(facts).toMatchObject({ id: instance().id, privateIp: instance().ip, state: "running" });
});

test("its hook holds it back, until it says that it is ready", async () => {
  expect(await standing()).toBe("Pending:Wait");
  await complete("CONTINUE");
  expect(await standing()).toBe("InService");
  expect(instance().inService).toBe(true);
  await expect(complete("CONTINUE")).rejects.toThrow("No active Lifecycle Action");
});

test("one that is lost is replaced, and the disk has what the one before it wrote", async () => {
  const device = await attach();
  await sh(`printf kept | dd of=${device} conv=notrunc 2> /dev/null && sync`);
  const { id, container } = instance();
  await engine.docker.getContainer(container).kill();
  await eventually(() => expect(instance().id).not.toBe(id));
  expect(await sh(`dd if=${await attach()} bs=4 count=1 2> /dev/null`)).toBe("kept");
});

test("one that gives up is replaced", async () => {
  const { id } = instance();
  await complete("ABANDON");
  await eventually(() => expect(instance().id).not.toBe(id));
});

test("a new template is that of the next instance, and of no other", async () => {
  const { id } = instance();
  const template = { LaunchTemplateName: "small" };
  await aws.call("ec2", "CreateLaunchTemplateVersion", { ...template, ...templateData("#!/bin/sh\ntouch /second\n") });
  await aws.call("ec2", "ModifyLaunchTemplate", { ...template, SetDefaultVersion: "2" });
  await aws.call("autoscaling", "UpdateAutoScalingGroup", {
    ...{ AutoScalingGroupName: GROUP, "LaunchTemplate.LaunchTemplateName": "small", "LaunchTemplate.Version": "2" },
  });
  expect(await templateVersion()).toBe("1");
  await aws.call("autoscaling", "TerminateInstanceInAutoScalingGroup", {
    ...{ InstanceId: id, ShouldDecrementDesiredCapacity: "false" },
  });
  await eventually(() => expect(instance().id).not.toBe(id));
  expect(await templateVersion()).toBe("2");
  await eventually(() => sh("test -e /second"));
});

test("one that its group does not want any more ends", async () => {
  await aws.call("autoscaling", "SetDesiredCapacity", { AutoScalingGroupName: GROUP, DesiredCapacity: "0" });
  await eventually(() => expect(mesh.instances()).toEqual([]));
  const [group] = groupsIn(await aws.call("autoscaling", "DescribeAutoScalingGroups"));
  expect(group?.instanceIds).toEqual([]);
});
