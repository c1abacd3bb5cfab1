/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run check`; a second time here would double the first start of whoever only runs it.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  serverExternalPackages: ["pg", "pg-boss", "@kubernetes/client-node", "undici", "pino", "js-yaml"],
  experimental: { serverActions: { bodySizeLimit: "512kb" } },
};

export default config;
