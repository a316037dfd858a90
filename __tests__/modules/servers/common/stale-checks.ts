const CLUSTER = "arn:aws:ecs:eu-central-1:111122223333:cluster/dev";

/** A check of a task of line 0.10, as Consul lists it: on the node that is named after the cluster. */
export const STALE_CHECK = {
  Node: CLUSTER,
  CheckID: "web-0123abcd-app",
  Status: "critical",
  ServiceID: "web-0123abcd",
  ServiceName: "web",
};

export const OF_PROXY = {
  Node: CLUSTER,
  CheckID: "web-0123abcd-sidecar-proxy-consul-dataplane",
  Status: "warning",
  ServiceID: "web-0123abcd-sidecar-proxy",
  ServiceName: "web-sidecar-proxy",
};

/** One that a client agent has, which writes it again by itself. */
export const OF_CLIENT_AGENT = {
  Node: "0123abcd",
  CheckID: "http",
  Status: "critical",
  ServiceID: "old-0123abcd",
  ServiceName: "old",
};

/** What is said to start the service again. */
export const ROLL_STALE =
  "aws ecs update-service --region eu-central-1 --cluster dev --service web --force-new-deployment";
