# textnn in one image: the app, its models, and PostgreSQL's client. See docs/deploy.md.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /app

# The CPU build of torch by itself first: the largest layer, and the one that changes least.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN pip install --index-url "$TORCH_INDEX" "torch==2.13.*"
COPY requirements.txt constraints.txt ./
RUN pip install --constraint constraints.txt -r requirements.txt "psycopg[binary]>=3.2"

COPY app.py ./
COPY migrations migrations
COPY data data
COPY textnn textnn

# Everything that is kept lies in one volume, and the app may write nowhere else.
RUN useradd --uid 1000 --home-dir /data --no-create-home textnn \
    && install --directory --owner textnn --group textnn --mode 0700 /data
USER textnn
ENV TEXTNN_HOME=/data \
    TEXTNN_HOST=0.0.0.0 \
    TEXTNN_PORT=7860
VOLUME /data
EXPOSE 7860

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/healthz')"]

CMD ["python", "app.py"]
