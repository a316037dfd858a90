import { Construct } from "constructs";
import {
  enforce,
  givenProps,
  whenChanged,
  type ContainerDefinition,
  type PolicyStatement,
  type Precondition,
} from "../../aws";
import { checkServers, releaseLine } from "../../consul";
import { inOrder, type ConfigEntry } from "../../consul/config-entries";
import type { TaskSidecar } from "../common";
import { caSecretArn, deliveryContainer, rollStatements, tokenSecretArn } from "./container";
import { EntriesPayload } from "./payload";
import type { ConfigEntriesDeliveryProps } from "./props";
import { rollSteps } from "./roll-command";
import { deliveryRules, entryRules } from "./rules";

/** What the program in the container reads. */
export interface DeliveryDocument {
  readonly entries: readonly ConfigEntry[];
  readonly rollCommand: string;
  /** The services of each step of a roll. Empty unless a loss is followed by one. */
  readonly rollSteps: readonly (readonly string[])[];
}

/**
 * Delivers the configuration entries of a mesh from inside: a container that brings Consul's entries to what the mesh
 * wants, and goes on doing so. It stands in the task of the controller (`AclController`'s `sidecars`), or in one of its
 * own (`ConfigEntriesService`).
 */
export class ConfigEntriesDelivery extends Construct implements TaskSidecar {
  readonly secretArns: readonly string[];
  readonly kmsKeyArns: readonly string[];
  readonly preconditions: readonly Precondition[];
  private readonly payload: EntriesPayload;

  private readonly props: ConfigEntriesDeliveryProps;
  private readonly judged = whenChanged<void>();

  constructor(scope: Construct, id: string, given: ConfigEntriesDeliveryProps) {
    super(scope, id);
    const props = givenProps(this.subject, given);
    releaseLine(props.release);
    this.props = props;
    const { servers, owner, bucketName } = props;
    checkServers(this, this.subject, servers);
    const preconditions = enforce(this.subject, deliveryRules(props));
    this.payload = new EntriesPayload(this, "payload", {
      document: () => this.document(),
      bucketName,
      prefix: owner.toLowerCase().replace(/[_.]/g, "-").slice(0, 35),
    });
    this.secretArns = [tokenSecretArn(servers), caSecretArn(servers)].filter((arn) => arn !== undefined);
    this.kmsKeyArns = servers.secretsKmsKeyArn === undefined ? [] : [servers.secretsKmsKeyArn];
    this.preconditions = [...preconditions, this.payload.precondition];
  }

  readonly container = (): ContainerDefinition => deliveryContainer(this.props, this.payload.container);

  readonly executionStatements = (): readonly PolicyStatement[] => this.payload.executionStatements;

  readonly taskStatements = (): readonly PolicyStatement[] =>
    this.props.rollAfterLoss ? rollStatements(this.props.rollAfterLoss) : [];

  /** All that grows with the mesh. */
  private document(): DeliveryDocument {
    const { rollCommand, rollAfterLoss } = this.props;
    return {
      entries: this.entries(),
      rollCommand: rollCommand(),
      rollSteps: rollAfterLoss ? rollSteps(rollAfterLoss.services()) : [],
    };
  }

  private entries(): ConfigEntry[] {
    const { entries, partition } = this.props;
    const known = inOrder(entries());
    // The stack is written in many steps, most of which ask how much there is.
    this.judged(known.flatMap(judgedOf), () => void enforce(this.subject, entryRules(known, partition)));
    return known;
  }

  private get subject(): string {
    return `ConfigEntriesDelivery "${this.node.path}"`;
  }
}

/** All of an entry that the rules look at. */
function judgedOf({ Kind, Name, Partition, Namespace, PrivateKey }: ConfigEntry): readonly unknown[] {
  return [Kind, Name, Partition, Namespace, PrivateKey];
}
