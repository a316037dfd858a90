import { DEFAULT_DRAIN_SECONDS, drainTimes, LONGEST_DRAIN_SECONDS } from "../../../../modules/mesh/common/drain";

test.each([
  [0, 20, 30],
  [1, 21, 31],
  [DEFAULT_DRAIN_SECONDS, 30, 40],
  [LONGEST_DRAIN_SECONDS, 110, 120],
])("%d seconds: the application has %d seconds to stop, the sidecars %d", (seconds, application, sidecars) => {
  expect(drainTimes(seconds)).toEqual({
    shutdownDelaySeconds: seconds,
    applicationStopTimeoutSeconds: application,
    sidecarStopTimeoutSeconds: sidecars,
    deregistrationDelaySeconds: seconds,
  });
});

test("whatever the number is, each outlives what it waits for, and Fargate lets it", () => {
  for (let seconds = 0; seconds <= LONGEST_DRAIN_SECONDS; seconds++) {
    const times = drainTimes(seconds);
    expect(times.applicationStopTimeoutSeconds).toBeGreaterThan(times.shutdownDelaySeconds);
    expect(times.sidecarStopTimeoutSeconds).toBeGreaterThan(times.applicationStopTimeoutSeconds);
    expect(times.sidecarStopTimeoutSeconds).toBeLessThanOrEqual(120);
  }
});
