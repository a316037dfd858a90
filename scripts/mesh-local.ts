import { join } from "node:path";
import { chosenEnvironments, runCommand, UsageError, type Given } from "../tools/command";
import {
  IMAGE_NEEDED,
  parseScale,
  runFolder,
  runMesh,
  scaleMesh,
  takeAwayMesh,
  type RunFolder,
} from "../tools/local-mesh";
import { PROJECT } from "../tools/runner";

type Option = "keep" | "down" | "scale" | "quiet" | "registry" | "holder-image" | "instance-image";

/** The whole mesh of an environment on this machine: what AWS would be asked for is in an emulator, the tasks run. */
void runCommand<Option>({
  call: "npm run mesh:local --",
  about: `Runs the mesh of an environment on this machine: Terraform applies it to an emulator of AWS, and its tasks run on
Docker's engine. Says where everything is, then shows the logs until Ctrl-C, which takes everything away. Run again while
it runs, it applies what changed.`,
  arguments: [{ name: "environment", count: "optional", help: "one environment. Otherwise dev" }],
  options: {
    keep: { help: "goes on in the background" },
    down: { help: "takes away what runs, or was left of a run that was killed" },
    scale: { value: "SERVICE=COUNT", help: "runs so many tasks of a service: client=3" },
    quiet: { help: "without the logs of the containers, which are in files too" },
    registry: { value: "HOST", help: "takes the images from this registry: registry.example.com/mirror" },
    "holder-image": { value: "NAME", help: "the image that holds each task's network. Otherwise busybox:1.37" },
    "instance-image": {
      value: "NAME",
      help: "the image of servers on EC2. Otherwise that of CONSUL_ECS_INSTANCE_IMAGE",
    },
  },
  notes: "docs/local-mesh.md says how it works, and how it differs from ECS.",
  async run(given) {
    const modes = (["keep", "down"] as const).filter((mode) => given.has(mode));
    const scale = given.value("scale");
    if (modes.length + (scale === undefined ? 0 : 1) > 1)
      throw new UsageError("--keep, --down and --scale exclude each other.");
    const [environment] = chosenEnvironments([given.arguments[0] ?? "dev"]);
    if (!environment) return;
    const folder = runFolder(environment.stack, join(PROJECT, ".local-mesh"));
    if (given.has("down")) await down(folder);
    else if (scale !== undefined) await scaleTo(folder, scale);
    else await runMesh(folder, { ...options(given), instanceImage: instanceImage(environment, given) });
  },
});

type Environment = ReturnType<typeof chosenEnvironments>[number];

/** The image of the servers' instances, where there are any. */
function instanceImage({ stack, servers: { hosting } }: Environment, given: Given<Option>): string | undefined {
  if (hosting === "fargate") return undefined;
  if (hosting !== "ec2")
    throw new UsageError(
      `The servers of ${stack} are somebody else's (hosting '${hosting}'): nothing of them runs here.`,
    );
  const image = given.value("instance-image") ?? (process.env.CONSUL_ECS_INSTANCE_IMAGE || undefined);
  if (image === undefined) throw new UsageError(`The servers of ${stack} are EC2 instances. ${IMAGE_NEEDED}`);
  return image;
}

function options(given: Given<Option>) {
  return {
    registry: given.value("registry"),
    holderImage: given.value("holder-image"),
    keep: given.has("keep"),
    quiet: given.has("quiet"),
  };
}

async function down(folder: RunFolder): Promise<void> {
  const ran = await takeAwayMesh(folder);
  console.log(ran ? `${folder.environment} is taken away.` : `Nothing of ${folder.environment} runs.`);
}

async function scaleTo(folder: RunFolder, text: string): Promise<void> {
  const scale = parseScale(text);
  if (!scale) throw new UsageError(`--scale needs a service and a number, client=3, not ${text}.`);
  console.log(await scaleMesh(folder, scale));
}
