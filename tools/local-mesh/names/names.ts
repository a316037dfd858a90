import { GetNamespaceCommand, GetServiceCommand, type ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import type { Service } from "@aws-sdk/client-ecs";

/** What is looked at of a service of ECS. */
export type Registered = Pick<Service, "serviceRegistries">;

/** The names that Cloud Map gives to the tasks of services. What it was asked once it is not asked again. */
export class CloudMapNames {
  readonly #names = new Map<string, Promise<string>>();

  /** @param client of the emulator */
  constructor(private readonly client: Pick<ServiceDiscoveryClient, "send">) {}

  /** `<service>.<namespace>` for each registry of a service. */
  async namesOf({ serviceRegistries = [] }: Registered): Promise<string[]> {
    const arns = serviceRegistries.flatMap(({ registryArn }) => (registryArn === undefined ? [] : [registryArn]));
    return Promise.all(arns.map((arn) => this.nameOf(arn)));
  }

  private nameOf(registryArn: string): Promise<string> {
    const known = this.#names.get(registryArn);
    if (known) return known;
    const name = this.ask(registryArn);
    this.#names.set(registryArn, name);
    // A failure may have its cause elsewhere: the next one asks again.
    name.catch(() => this.#names.delete(registryArn));
    return name;
  }

  private async ask(registryArn: string): Promise<string> {
    const id = registryArn.split("/").at(-1);
    const { Service } = await this.client.send(new GetServiceCommand({ Id: id }));
    const NamespaceId = Service?.NamespaceId ?? Service?.DnsConfig?.NamespaceId;
    const { Namespace } = await this.client.send(new GetNamespaceCommand({ Id: NamespaceId }));
    if (Service?.Name === undefined || Namespace?.Name === undefined) {
      throw new Error(`Cloud Map does not tell the name of ${registryArn}.`);
    }
    return `${Service.Name}.${Namespace.Name}`;
  }
}
