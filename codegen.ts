import type { CodegenConfig } from '@graphql-codegen/cli';

/** Client documents + schema.graphql -> client/gql (committed; a test fails on drift). */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['client/**/*.graphql'],
  generates: {
    'client/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        avoidOptionals: { field: true },
        scalars: { DateTime: 'string', Date: 'string', Duration: 'string', JSON: 'Record<string, unknown>' },
      },
    },
  },
};

export default config;
