/** Seconds for which a task that is told to stop goes on answering, while its callers learn that it goes. */
export const DEFAULT_DRAIN_SECONDS = 10;
/** The longest that fits: Fargate kills a container 120 seconds after SIGTERM. */
export const LONGEST_DRAIN_SECONDS = 90;
/** Seconds that an application has to finish its calls after the delay. */
const GRACE_SECONDS = 20;
/** Seconds that the sidecars outlive the application: health-sync takes the service out of the catalog as the last. */
const SIDECAR_SECONDS = 10;

/** All the times by which a deployment loses no call. */
export interface DrainTimes {
  /** Between the order to stop and SIGTERM to the application's program. */
  readonly shutdownDelaySeconds: number;
  /** Between SIGTERM and SIGKILL of the application's containers: more than the delay and the grace. */
  readonly applicationStopTimeoutSeconds: number;
  /** The same of the sidecars, which wait for the application. */
  readonly sidecarStopTimeoutSeconds: number;
  /** For which a load balancer waits for calls that are on their way. */
  readonly deregistrationDelaySeconds: number;
}

/**
 * The times of a task that stops, from a single number.
 *
 * SIGTERM goes to all containers at once, and health-sync tells Consul in the same moment. For the delay the application
 * still answers those who do not know yet; then it finishes what it has, and the sidecars end after it.
 */
export function drainTimes(seconds = DEFAULT_DRAIN_SECONDS): DrainTimes {
  const application = seconds + GRACE_SECONDS;
  return {
    shutdownDelaySeconds: seconds,
    applicationStopTimeoutSeconds: application,
    sidecarStopTimeoutSeconds: application + SIDECAR_SECONDS,
    deregistrationDelaySeconds: seconds,
  };
}
