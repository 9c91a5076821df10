// Jest strips the types itself (through Node), so there is nothing to transform and no build to wait for.
export default {
  testEnvironment: 'node',
  roots: ['domain', 'log', 'telemetry', 'graphql', 'store-node', 'central', 'scripts'].map(
    (room) => `<rootDir>/${room}`,
  ),
  testMatch: ['**/*.test.ts'],
  // Tests in a browser run when asked for, as scripts/test does: RINGFENCE_BROWSER=1 npm test -- scripts/counter
  testPathIgnorePatterns: [
    '/node_modules/',
    '/dist/',
    ...(process.env.RINGFENCE_BROWSER === '1' ? [] : ['\\.browser\\.test\\.ts$']),
  ],
  transform: {},
  setupFiles: ['<rootDir>/jest.setup.js'],
  // Of a test that hangs: real processes on a slow machine that has other things to do stay far below.
  testTimeout: 300_000,
  passWithNoTests: true,
  coverageProvider: 'v8',
};
