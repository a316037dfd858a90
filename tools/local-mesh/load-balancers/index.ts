export type { NetworkSide } from "./balancer";
export {
  type LoadBalancers,
  type LoadBalancersOptions,
  type LoadBalancerView,
  startLoadBalancers,
} from "./load-balancers";
