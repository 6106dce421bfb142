export default { serverExternalPackages: ['opentelemetry-exporter-honeyhive'] };
