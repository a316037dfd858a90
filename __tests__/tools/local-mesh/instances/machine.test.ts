import { attachScript, detachScript } from "../../../../tools/local-mesh/instances/disks";
import { machineOptions, scriptIn, systemdEnvironment } from "../../../../tools/local-mesh/instances/machine";
import { ENOUGH, PRIVILEGED } from "../../../../tools/local-mesh/instances/rights";

const props = {
  name: "run-i-1",
  id: "i-1",
  image: "an/image",
  network: "run",
  region: "eu-west-1",
  rights: ENOUGH,
  ports: [8500, 8502],
  hosts: ["bucket.s3.eu-west-1.amazonaws.com:172.20.0.2"],
  files: { ca: "/run/ca.pem", environment: "/run/instances.conf", userData: "/run/i-1/user-data" },
  disks: "run-disks",
};

test("an instance is a container in which systemd is the first program", () => {
  expect(machineOptions(props)).toMatchObject({
    Entrypoint: ["/sbin/init"],
    StopSignal: "SIGRTMIN+3",
    HostConfig: { NetworkMode: "run", CgroupnsMode: "private", CapAdd: ["SYS_ADMIN", "NET_ADMIN"] },
  });
  expect(machineOptions({ ...props, rights: PRIVILEGED }).HostConfig).toMatchObject({ Privileged: true });
});

test("its ports are on the loopback address only", () => {
  expect(machineOptions(props).HostConfig?.PortBindings).toEqual({
    "8500/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }],
    "8502/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }],
  });
});

test("what systemd starts knows as much as what the user data starts", () => {
  const own = machineOptions(props).Env?.filter((line) => !line.startsWith("container=")) ?? [];
  expect(systemdEnvironment("eu-west-1")).toBe(`[Manager]\nDefaultEnvironment=${own.join(" ")}\n`);
});

test("without user data none is mounted", () => {
  const binds = machineOptions({ ...props, files: { ...props.files, userData: undefined } }).HostConfig?.Binds;
  expect(binds?.join()).not.toContain("user-data");
});

test.each([
  ["#!/bin/sh\ntrue\n", true],
  ["#cloud-config\n", false],
  ["", false],
])("%p is a script: %p", (text, isScript) => {
  expect(scriptIn(Buffer.from(text)) !== undefined).toBe(isScript);
});

test("a disk is found where the rules of Amazon Linux put it, and not any more when it is gone", () => {
  const link = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0a1";
  expect(attachScript({ volumeId: "vol-0a1", sizeGib: 20 })).toContain(`ln -sfn $device ${link}`);
  expect(attachScript({ volumeId: "vol-0a1", sizeGib: 20 })).toContain("truncate -s 20G");
  expect(detachScript("vol-0a1")).toContain(link);
});
