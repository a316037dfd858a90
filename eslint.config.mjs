import js from "@eslint/js";
import tseslint from "typescript-eslint";

const providerBarrels = ["@cdktf/provider-aws", "@cdktf/provider-hcp", "@cdktf/provider-tls", "@cdktf/provider-consul"];

export default tseslint.config(
  {
    ignores: [
      "node_modules",
      ".build",
      ".local-mesh",
      "cdktf.out",
      "dist",
      "coverage",
      "**/*.js",
      "**/*.mjs",
      "**/*.cjs",
    ],
  },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // Naming a field is how the others are taken.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      eqeqeq: "error",
      "no-restricted-imports": [
        "error",
        {
          paths: providerBarrels.map((name) => ({
            name,
            message: `Import the resource by its own path, "${name}/lib/<resource>": the barrel takes eight times as long to load.`,
          })),
        },
      ],
      // Environments are data: what a run must be told is a TerraformVariable.
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Use a TerraformVariable." },
      ],
    },
  },
  {
    files: ["main.ts", "scripts/**", "tools/**", "__tests__/**"],
    rules: { "no-restricted-properties": "off" },
  },
);
