/**
 * Imported before everything else: libraries look at this when they are loaded, and GraphQL's own checks for developers
 * would double what a request costs. A name that is set stays.
 */
if (process.env['RINGFENCE_DEVELOPMENT'] !== '1') process.env['NODE_ENV'] ??= 'production';
