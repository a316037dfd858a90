import { createHmac, randomBytes } from "node:crypto";
import { AssumeRoleCommand, type AssumeRoleCommandOutput } from "@aws-sdk/client-sts";
import type { TaskView } from "../parts";
import { lastPart } from "./names";

/** What the agent answers at `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`. */
export interface RoleCredentials {
  readonly RoleArn: string;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  readonly Expiration: string;
}

/** What is needed of the client of STS. */
export interface RoleAssumer {
  send(command: AssumeRoleCommand): Promise<AssumeRoleCommandOutput>;
}

/** Gives out other credentials as long before the old ones end. SDKs ask again five minutes before. */
const RENEW_BEFORE_MS = 10 * 60 * 1000;
const LIFETIME_SECONDS = 3600;

/** The credentials of the tasks' roles, from the emulator's `AssumeRole`. */
export class CredentialsOfTasks {
  /** A task cannot guess the path of another one's credentials. */
  private readonly secret = randomBytes(32);
  private readonly given = new Map<string, Promise<RoleCredentials>>();

  constructor(
    private readonly sts: RoleAssumer,
    private readonly now: () => number = Date.now,
  ) {}

  /** Nothing for a task without a role. */
  path(task: TaskView): string | undefined {
    return task.request.definition.taskRoleArn ? `/v2/credentials/${this.idOf(task)}` : undefined;
  }

  /** Whether these are the credentials of the task. */
  belongs(path: string, task: TaskView): boolean {
    return path === this.path(task);
  }

  /** Those of before, until they end soon. */
  async of(task: TaskView): Promise<RoleCredentials> {
    const id = this.idOf(task);
    const before = await this.given.get(id)?.catch(() => undefined);
    if (before && Date.parse(before.Expiration) - this.now() > RENEW_BEFORE_MS) return before;
    const fresh = this.assume(task);
    this.given.set(id, fresh);
    return fresh;
  }

  private async assume({ request }: TaskView): Promise<RoleCredentials> {
    const role = request.definition.taskRoleArn;
    const { Credentials } = await this.sts.send(
      new AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: lastPart(request.arn),
        DurationSeconds: LIFETIME_SECONDS,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!role || !AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new Error(`The emulator gave no credentials for ${role}.`);
    }
    return { RoleArn: role, AccessKeyId, SecretAccessKey, Token: SessionToken, Expiration: Expiration.toISOString() };
  }

  private idOf({ request }: TaskView): string {
    return createHmac("sha256", this.secret).update(request.arn).digest("hex");
  }
}
