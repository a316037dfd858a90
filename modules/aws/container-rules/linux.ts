import type { Device, LinuxParameters, Tmpfs, Ulimit } from "../container-definition";
import {
  each,
  every,
  isKnown,
  mandatory,
  must,
  oneOf,
  pattern,
  shape,
  text,
  trueOrFalse,
  wholeNumber,
  type Check,
} from "../rules";
import type { Place } from "./place";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html */
export function linuxParameters({ notOnFargate, onFargate }: Place): Check {
  const capability = pattern(
    /^[A-Z_]+$/,
    "must be the name of a capability in capitals, without CAP_ before it",
    "Write it like 'SYS_PTRACE'.",
  );
  const noPrefix = must<string>("must not begin with CAP_", "Leave CAP_ out.", (name) => !name.startsWith("CAP_"));
  return shape<LinuxParameters>({
    initProcessEnabled: trueOrFalse(),
    capabilities: shape<NonNullable<LinuxParameters["capabilities"]>>({
      add: each(capability, noPrefix, onFargate ? onlyPtrace() : nothing),
      drop: each(capability, noPrefix),
    }),
    devices: [
      notOnFargate("which shows no devices of its hosts"),
      each(
        shape<Device>({
          hostPath: mandatory(absolutePath()),
          containerPath: absolutePath(),
          permissions: each(oneOf(["read", "write", "mknod"])),
        }),
      ),
    ],
    sharedMemorySize: [notOnFargate("which has no shared memory to size"), wholeNumber(1)],
    tmpfs: each(
      shape<Tmpfs>({
        containerPath: mandatory(absolutePath()),
        size: mandatory(wholeNumber(1)),
        mountOptions: each(text()),
      }),
    ),
    maxSwap: [notOnFargate("which has no swap"), wholeNumber(0)],
    swappiness: [notOnFargate("which has no swap"), wholeNumber(0, 100)],
  });
}

const nothing: Check = () => [];

function onlyPtrace(): Check {
  return must<string>(
    "must be 'SYS_PTRACE' on Fargate, which lets a container have no other capability",
    "Leave it out, or give compatibilities: ['EC2'] and run the service on EC2 instances.",
    (name) => name === "SYS_PTRACE",
  );
}

/** A path in a Linux container. */
export function absolutePath(): Check {
  return pattern(/^\//, "must be an absolute path", "Begin it with '/'.");
}

const ULIMITS = [
  "core",
  "cpu",
  "data",
  "fsize",
  "locks",
  "memlock",
  "msgqueue",
  "nice",
  "nofile",
  "nproc",
  "rss",
  "rtprio",
  "rttime",
  "sigpending",
  "stack",
] as const satisfies readonly Ulimit["name"][];

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html; -1 is no limit. */
export function ulimits(): Check {
  const limit = mandatory(wholeNumber(-1, Infinity, "Give a number, or -1 for no limit."));
  return each(
    every(
      shape<Ulimit>({ name: mandatory(oneOf(ULIMITS)), softLimit: limit, hardLimit: limit }),
      must<Ulimit>(
        "must have a softLimit that is not above the hardLimit",
        "Lower softLimit.",
        ({ softLimit, hardLimit }) =>
          !isKnown([softLimit, hardLimit]) || hardLimit === -1 || (softLimit !== -1 && softLimit <= hardLimit),
      ),
    ),
  );
}
