import type { HostConfig } from "dockerode";
import { MissingRequirement } from "../../emulator";
import type { Engine } from "../engine";

/** What a container needs so that systemd is the first program in it, and disks can be attached to it. */
export type Rights = Pick<HostConfig, "Privileged" | "CapAdd" | "SecurityOpt" | "Devices" | "DeviceCgroupRules">;

/** systemd sees no control groups but its own. The types of the library do not know of it. */
export const OWN_CONTROL_GROUPS = { CgroupnsMode: "private" };

/** All that there is, as an instance has it of its own. */
export const PRIVILEGED: Rights = { Privileged: true };

/** What is enough, for engines that may not give everything away: loop devices have the number 7. */
export const ENOUGH: Rights = {
  CapAdd: ["SYS_ADMIN", "NET_ADMIN"],
  SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined", "label=disable"],
  Devices: [{ PathOnHost: "/dev/loop-control", PathInContainer: "/dev/loop-control", CgroupPermissions: "rwm" }],
  DeviceCgroupRules: ["b 7:* rmw"],
};

/**
 * The rights that the engine gives to an instance: all, or else those that are enough.
 *
 * @throws MissingRequirement when it gives neither
 */
export async function instanceRights(engine: Pick<Engine, "containers" | "holderImage">): Promise<Rights> {
  const refusals: string[] = [];
  for (const rights of [PRIVILEGED, ENOUGH]) {
    const refusal = await engine.containers
      .run({
        Image: engine.holderImage,
        Entrypoint: ["sh", "-c"],
        Cmd: ["test -c /dev/loop-control"],
        HostConfig: { ...rights, ...OWN_CONTROL_GROUPS, NetworkMode: "none" },
      })
      .then(
        ({ exitCode }) => (exitCode === 0 ? undefined : "its kernel has no loop devices"),
        (error: unknown) => String(error),
      );
    if (refusal === undefined) return rights;
    refusals.push(refusal);
  }
  throw new MissingRequirement(
    `The Docker engine cannot run EC2 instances, which need systemd and disks: ${refusals.at(-1)}`,
  );
}
