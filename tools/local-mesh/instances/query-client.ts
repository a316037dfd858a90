import { itemsAt, parseXml, textAt, type XmlElement } from "./xml";

/** Services that are asked by forms, with the versions of their protocols. */
const VERSIONS = {
  autoscaling: "2011-01-01",
  ec2: "2016-11-15",
  elasticloadbalancing: "2015-12-01",
  iam: "2010-05-08",
  sts: "2011-06-15",
} as const;

export type QueryService = keyof typeof VERSIONS;

/** Asks the emulator what no client of the project's asks: services that take forms, and answer in XML. */
export class QueryClient {
  constructor(
    private readonly endpoint: string,
    private readonly region: string,
  ) {}

  /** @throws Error with what AWS says when it says no */
  async call(service: QueryService, action: string, parameters: Readonly<Record<string, string>> = {}) {
    const body = new URLSearchParams({ Action: action, Version: VERSIONS[service], ...parameters });
    return this.send("POST", service, body);
  }

  /** The names of all buckets. */
  async buckets(): Promise<string[]> {
    const buckets = itemsAt(await this.send("GET", "s3"), "Buckets");
    return buckets.flatMap((bucket) => textAt(bucket, "Name") ?? []);
  }

  private async send(method: string, service: string, body?: URLSearchParams): Promise<XmlElement> {
    const answer = await fetch(this.endpoint, {
      method,
      body,
      // By its signature the emulator finds the service, and reads no more of it.
      headers: {
        Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${this.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${service} ${body?.get("Action") ?? ""}: ${answer.status} ${text.slice(0, 500)}`);
    return parseXml(text);
  }
}
