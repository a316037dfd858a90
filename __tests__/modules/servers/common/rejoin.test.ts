import { rejoinConfig, SERVER_REJOIN_AGE_MAX } from "../../../../modules/servers/common";

const DAY_HOURS = 24;

test("a server that was away for a month comes back", () => {
  expect(SERVER_REJOIN_AGE_MAX).toMatch(/^\d+h$/);
  expect(parseInt(SERVER_REJOIN_AGE_MAX)).toBeGreaterThan(31 * DAY_HOURS);
});

test.each([
  ["1.15.2", false],
  ["1.14.7", false],
  ["1.15.3", true],
  ["2.0.1", true],
  ["hashicorp/consul:1.15.10", true],
])(
  "version %s is told: %s, because an older one refuses a configuration with a word that it does not know",
  (version, told) => {
    expect("server_rejoin_age_max" in rejoinConfig(version)).toBe(told);
  },
);
