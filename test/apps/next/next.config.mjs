export default {
  serverExternalPackages: process.env.BUNDLED ? [] : ['opentelemetry-exporter-honeyhive'],
  turbopack: { root: import.meta.dirname },
  distDir: process.env.DIST_DIR ?? '.next',
};
