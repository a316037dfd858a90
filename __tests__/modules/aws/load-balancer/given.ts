import {
  HttpLoadBalancer,
  type FurtherTargetProps,
  type HttpLoadBalancerProps,
} from "../../../../modules/aws/load-balancer";
import { Template, testStack } from "../../../helpers/template";

export const CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d";

export const BASE: HttpLoadBalancerProps = {
  name: "shop",
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  securityGroupName: "shop-lb",
  description: "The shop",
  ingressCidrBlocks: ["203.0.113.0/24"],
  port: 8080,
  healthCheck: { path: "/health", timeout: 5, interval: 30 },
};

export const TARGET = { healthCheck: BASE.healthCheck };

/** @param props also such as their type refuses */
export function make(props: object = {}, then: (balancer: HttpLoadBalancer) => void = () => undefined): Template {
  return Template.of(testStack((stack) => then(new HttpLoadBalancer(stack, "lb", { ...BASE, ...props }))));
}

export function makeTarget(target: object, props: object = {}, id = "api"): Template {
  return make(props, (balancer) => {
    balancer.addTarget("first", { ...TARGET, paths: ["/first"], priority: 1 });
    balancer.addTarget(id, { ...TARGET, ...target } as FurtherTargetProps);
  });
}

export const health = (change: object) => ({ healthCheck: { ...BASE.healthCheck, ...change } });
