# Any Node 24 image; to pin one: --build-arg NODE=node:24-slim@sha256:...
ARG NODE=node:24-slim
FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM ${NODE}
WORKDIR /app
# Listening on all interfaces does not publish the page: it answers to localhost, and to the names in WEB_HOSTS.
ENV NODE_ENV=production HOST=0.0.0.0 DATABASE_URL=file:/data/paperboy.db
RUN mkdir /data && chown node:node /data
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY commands commands
COPY src src
USER node
VOLUME /data
EXPOSE 8080
# Only a restart helps if this fails; /healthz also reports the outages of other servers.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm: node itself has to receive SIGTERM.
CMD ["node", "src/main.ts"]
