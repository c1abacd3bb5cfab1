/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  serverExternalPackages: ["pg", "pg-boss", "@kubernetes/client-node", "undici", "pino", "js-yaml"],
  experimental: { serverActions: { bodySizeLimit: "512kb" } },
};

export default config;
