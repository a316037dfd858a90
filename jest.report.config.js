/** Tests of every prop of every construct: `npx jest --config jest.report.config.js every-prop -t "MeshTask 0.10"`. */
module.exports = { ...require("./jest.config.js"), testMatch: ["<rootDir>/__tests__/**/*.report.ts"] };
