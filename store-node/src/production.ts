/** Imported before everything else: libraries look at this when they are loaded. A name that is set stays. */
process.env['NODE_ENV'] ??= 'production';
