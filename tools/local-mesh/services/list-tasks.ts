import type { ListTasksRequest, ListTasksResponse } from "@aws-sdk/client-ecs";
import type { TaskView } from "../parts";
import { shortName, type Wire } from "./wire";

const PAGE = 100;

/** Those tasks that a `ListTasks` asks for: those that are to run, unless it says otherwise. */
export function listTasks(views: readonly TaskView[], request: Wire<ListTasksRequest>): Wire<ListTasksResponse> {
  const found = views.filter((view) => matches(view, request)).map((view) => view.request.arn);
  const from = Number(request.nextToken ?? 0);
  const to = from + (request.maxResults ?? PAGE);
  return { taskArns: found.slice(from, to), ...(to < found.length ? { nextToken: `${to}` } : {}) };
}

function matches(view: TaskView, asked: Wire<ListTasksRequest>): boolean {
  const { request, desiredStatus } = view;
  const wanted = [
    [shortName(asked.cluster ?? "default"), shortName(request.clusterArn)],
    [asked.desiredStatus ?? "RUNNING", desiredStatus],
    [asked.serviceName && `service:${shortName(asked.serviceName)}`, request.group],
    [asked.family, request.definition.family],
    [asked.launchType, request.launchType],
    [asked.startedBy, request.startedBy],
  ];
  // Tasks are on no container instance here.
  return asked.containerInstance === undefined && wanted.every(([value, has]) => value === undefined || value === has);
}
