/** End-to-end tests: real `terraform` against a local AWS emulator. */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["<rootDir>/__tests__/e2e/**/*.e2e.ts"],
  // More than there are cores: an apply mostly waits, a load balancer alone for a minute.
  maxWorkers: 4,
  // A machine that applies two stacks at once answers slowly. What takes longer by nature says so itself.
  testTimeout: 180_000,
};
