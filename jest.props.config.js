/** Every prop of every construct: `npm run test:props -- wrong-types -t "MeshTask 0.10"`. */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["<rootDir>/__tests__/**/*.props.ts"],
  // One construct with all of its props is one test.
  testTimeout: 300_000,
};
