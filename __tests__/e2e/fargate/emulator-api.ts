/** Operations of AWS for which the project has no client: as JSON, or as the text of XML elements. */
export class EmulatorApi {
  constructor(private readonly endpoint: string) {}

  /** EFS. @param list the key of the list in the answer */
  async efs<T>(path: string, list: string): Promise<T[]> {
    const answer = JSON.parse(await this.request("elasticfilesystem", `/2015-02-01/${path}`)) as Record<string, T[]>;
    return answer[list] ?? [];
  }

  async efsPolicy(fileSystemId: string): Promise<unknown> {
    const text = await this.request("elasticfilesystem", `/2015-02-01/file-systems/${fileSystemId}/policy`);
    return JSON.parse((JSON.parse(text) as { Policy: string }).Policy);
  }

  async efsBackups(fileSystemId: string): Promise<unknown> {
    const text = await this.request("elasticfilesystem", `/2015-02-01/file-systems/${fileSystemId}/backup-policy`);
    return (JSON.parse(text) as { BackupPolicy: unknown }).BackupPolicy;
  }

  async efsMountTargetGroups(mountTargetId: string): Promise<string[]> {
    const text = await this.request("elasticfilesystem", `/2015-02-01/mount-targets/${mountTargetId}/security-groups`);
    return (JSON.parse(text) as { SecurityGroups: string[] }).SecurityGroups;
  }

  async ecs<T>(operation: string, body: object): Promise<T> {
    const headers = {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AmazonEC2ContainerServiceV20141113.${operation}`,
    };
    return JSON.parse(await this.request("ecs", "/", headers, JSON.stringify(body))) as T;
  }

  /** The inline policy of a role. */
  async rolePolicy(role: string, policy: string): Promise<{ Statement: Statement[] }> {
    const xml = await this.query("iam", "2010-05-08", "GetRolePolicy", { RoleName: role, PolicyName: policy });
    return JSON.parse(decodeURIComponent(texts(xml, "PolicyDocument")[0] ?? "{}").replaceAll("&quot;", '"')) as {
      Statement: Statement[];
    };
  }

  /** The answer of an operation of EC2, IAM or Auto Scaling, as XML. */
  query(service: string, version: string, action: string, parameters: Record<string, string> = {}): Promise<string> {
    const body = new URLSearchParams({ Action: action, Version: version, ...parameters });
    return this.request(service, "/", { "Content-Type": "application/x-www-form-urlencoded" }, body.toString());
  }

  private async request(
    service: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<string> {
    const credential = `test/20250101/us-east-1/${service}/aws4_request`;
    const response = await fetch(`${this.endpoint}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...headers,
        Authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
      },
      body,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${service} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text;
  }
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource: string[];
  readonly Condition?: unknown;
}

/** The texts of all elements of a name. */
export function texts(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text]) => text ?? "");
}
