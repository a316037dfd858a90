import type { EcsServiceLoadBalancer } from "@cdktf/provider-aws/lib/ecs-service";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { HttpLoadBalancer } from "../../aws/load-balancer";
import { SERVER_PORTS, type DevServerLine } from "../../consul";
import { SERVER_CONTAINER, type ServerLoadBalancer } from "../common";

export interface ClusterLoadBalancerProps {
  readonly name: string;
  readonly vpcId: string;
  readonly settings: ServerLoadBalancer;
  readonly serverCount: number;
  readonly healthCheck: DevServerLine["targetHealthCheck"];
}

/**
 * A load balancer for the UI and the HTTP API of all servers. Each server has a target group of its own, because ECS wants
 * no target group to be that of two services; the listener shares the requests among them.
 */
export class ClusterLoadBalancer extends Construct {
  readonly balancer: HttpLoadBalancer;
  private readonly targetGroupArns: string[];

  constructor(scope: Construct, id: string, props: ClusterLoadBalancerProps) {
    super(scope, id);
    const { name, vpcId, serverCount } = props;
    const { waitForLeader: _waits, ...open } = props.settings;
    const healthCheck = { path: "/v1/status/leader", ...props.healthCheck };
    this.balancer = new HttpLoadBalancer(this, "balancer", {
      ...open,
      name,
      vpcId,
      securityGroupName: `${name}-lb-sg`,
      description: "Access to the HTTP API and the UI of the Consul servers",
      port: SERVER_PORTS.http,
      healthCheck,
    });
    const more = Array.from({ length: serverCount - 1 }, (_, index) => {
      const server = index + 2;
      return new LbTargetGroup(this, `target-group-${server}`, {
        name: `${name}-${server}`,
        port: SERVER_PORTS.http,
        protocol: "HTTP",
        vpcId,
        targetType: "ip",
        deregistrationDelay: "10",
        healthCheck: { healthyThreshold: 2, unhealthyThreshold: 10, ...healthCheck },
      });
    });
    this.targetGroupArns = [this.balancer.targetGroupArn, ...more.map(({ arn }) => arn)];
    if (more.length > 0) this.shareAmongAll();
  }

  /** Where the service of a server registers its task. @param number the server's, from 1 */
  target(number: number): EcsServiceLoadBalancer {
    return {
      targetGroupArn: this.targetGroupArns[number - 1],
      containerName: SERVER_CONTAINER,
      containerPort: SERVER_PORTS.http,
    };
  }

  private shareAmongAll(): void {
    const targetGroup = this.targetGroupArns.map((arn) => ({ arn, weight: 1 }));
    // A page of the UI is many requests: a browser stays with one server for them.
    const stickiness = { enabled: true, duration: 300 };
    this.balancer.listener.putDefaultAction([{ type: "forward", forward: { targetGroup, stickiness } }]);
  }
}
