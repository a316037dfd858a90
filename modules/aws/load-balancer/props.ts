/** How a balancer finds out whether a task answers. */
export interface TargetHealthCheck {
  /** Begins with `/`; with gRPC `/package.service/method`. At most 1024 characters. */
  readonly path: string;
  /** Seconds to wait for an answer, 2 to 120, and less than the interval. */
  readonly timeout: number;
  /** Seconds between two checks, 5 to 300. */
  readonly interval: number;
  /** Answers that count as healthy, 200 to 499, such as "200", "200,301" or "200-299"; with gRPC 0 to 99. @default AWS's own, "200", or "12" with gRPC */
  readonly matcher?: string;
  /** Good answers in a row that make a task healthy, 2 to 10. @default 2 */
  readonly healthyThreshold?: number;
  /** Bad answers in a row that make it unhealthy, 2 to 10. @default 10 */
  readonly unhealthyThreshold?: number;
  /** Port that is asked, where it is another than the one of the calls. @default the same */
  readonly port?: number;
}

/** How a balancer speaks to the tasks of a service. */
export interface TargetSettings {
  /** Port of the container that answers. @default the service's own */
  readonly containerPort?: number;
  /** How it finds out whether a task answers. Refused: a token as a whole. */
  readonly healthCheck: TargetHealthCheck;
  /** Seconds in which a task that goes finishes its calls, 0 to 3600. @default 10 */
  readonly deregistrationDelay?: number;
  /** HTTP/2 and gRPC need a certificate. @default AWS's own, "HTTP1" */
  readonly protocolVersion?: "HTTP1" | "HTTP2" | "GRPC";
}

export interface HttpLoadBalancerProps extends TargetSettings {
  /** Name of the load balancer and of its target group: 1 to 32 letters, digits and hyphens; not beginning with "internal-". */
  readonly name: string;
  /** Id of the VPC. */
  readonly vpcId: string;
  /** Ids of at least two subnets, in different zones. */
  readonly subnetIds: readonly string[];
  /** Name of its security group: at most 255 characters, not beginning with "sg-". */
  readonly securityGroupName: string;
  /** What its port is for, in the security group: at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* */
  readonly description: string;
  /** Ranges of IPv4 or IPv6 addresses that may call it; they or `ingressSecurityGroupIds`, or both. @default none */
  readonly ingressCidrBlocks?: readonly string[];
  /** Security groups of those who may call it. @default none */
  readonly ingressSecurityGroupIds?: readonly string[];
  /** Port on which it listens; without `containerPort`, on which its targets do too. */
  readonly port: number;
  /** ARN of a certificate of ACM or IAM in the same region: it listens with HTTPS. @default it listens with HTTP */
  readonly certificateArn?: string;
  /** What TLS it speaks; only with a certificate. @default "ELBSecurityPolicy-TLS13-1-2-2021-06", TLS 1.2 and 1.3 */
  readonly sslPolicy?: string;
  /** Port on which plain HTTP is sent on to HTTPS, 80 as a rule; only with a certificate. @default none */
  readonly redirectPort?: number;
  /** Whether it has private addresses only. @default false, it is reached from the internet */
  readonly internal?: boolean;
  /** Keeps it from being deleted, by `terraform destroy` too. @default false */
  readonly deletionProtection?: boolean;
  /** A bucket that lets Elastic Load Balancing write to it. @default no access logs */
  readonly accessLogs?: {
    readonly bucket: string;
    /** @default none */
    readonly prefix?: string;
  };
  /** Seconds after which a silent connection is closed, 1 to 4000. @default AWS's own, 60 */
  readonly idleTimeout?: number;
  /** Tags of everything that is made here. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A further service behind a balancer: by a port of its own, or by what is asked for on the balancer's port. */
export type FurtherTargetProps = TargetSettings & {
  /** Name of the target group, at most 32 characters. @default the balancer's name, a hyphen, and the target's id */
  readonly name?: string;
} & (
    | {
        /** Port on which the balancer listens for it. */
        readonly port: number;
        readonly paths?: undefined;
        readonly hosts?: undefined;
        readonly priority?: undefined;
      }
    | {
        readonly port?: undefined;
        /** Paths that go to it, such as `/api/*`; with `hosts`, both must be met, and they are 5 at most. */
        readonly paths?: readonly string[];
        /** Hosts that go to it, such as "api.example.com". */
        readonly hosts?: readonly string[];
        /** The lowest that is met decides: 1 to 50000, and unique on the balancer. */
        readonly priority: number;
      }
  );
