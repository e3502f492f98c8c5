# A tag moves. To build the same image again, pass a digest that you have checked:
#   docker build --build-arg PYTHON_IMAGE=python:3.12-slim@sha256:… -t hoshin .
ARG PYTHON_IMAGE=python:3.12-slim

FROM ${PYTHON_IMAGE} AS build
# The same path as in the final stage: a virtual environment holds absolute paths.
WORKDIR /opt/hoshin
RUN ["python", "-m", "venv", "/opt/hoshin/.venv"]
# The lock alone first: a change of the code does not install the packages again.
COPY requirements.lock ./
RUN ["/opt/hoshin/.venv/bin/python", "-m", "pip", "--disable-pip-version-check", "install", "--no-cache-dir", "--require-hashes", "--only-binary=:all:", "--requirement", "requirements.lock"]
COPY pyproject.toml ./
COPY app ./app
COPY data ./data
# The guides, which are pages too.
COPY docs/ja ./docs/ja
COPY docs/api.md ./docs/api.md
RUN ["/opt/hoshin/.venv/bin/python", "-m", "pip", "--disable-pip-version-check", "install", "--no-cache-dir", "--no-index", "--no-deps", "--no-build-isolation", "--editable", "."]
# Compiled now, because nothing can be written there later.
RUN ["/opt/hoshin/.venv/bin/python", "-m", "compileall", "-q", "app"]

FROM ${PYTHON_IMAGE}
# A fixed number, so that the owner of a mounted volume can be set before the first start.
RUN groupadd --gid 10001 hoshin \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/hoshin --shell /usr/sbin/nologin hoshin \
    && install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/hoshin
# Owned by root: the service cannot change its own code.
COPY --from=build /opt/hoshin /opt/hoshin
WORKDIR /opt/hoshin
# The volume is the only place written to, temporary files of SQLite included, so that
# `docker run --read-only` works without a tmpfs.
ENV PATH=/opt/hoshin/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/var/lib/hoshin \
    HOSHIN_HOST=0.0.0.0 \
    HOSHIN_DATABASE_URL=sqlite:////var/lib/hoshin/hoshin.db
VOLUME /var/lib/hoshin
EXPOSE 8000
USER 10001:10001
# http.client and not urllib: a proxy named in the environment must not see this request.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import http.client, os, socket, sys; p = os.environ.get('HOSHIN_PORT', ''); u = os.environ.get('HOSHIN_SOCKET'); c = http.client.HTTPConnection('127.0.0.1', int(p) if p.isdigit() else 8000, timeout=4); c.sock = socket.socket(socket.AF_UNIX) if u else None; u and (c.sock.settimeout(4), c.sock.connect(u)); c.request('GET', '/health/ready'); sys.exit(c.getresponse().status != 200)"]
CMD ["hoshin", "serve"]
