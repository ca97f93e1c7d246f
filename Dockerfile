# syntax=docker/dockerfile:1
# Needs the jar: ./mvnw -B -DskipTests package, then docker build -t dropbell .
# The image runs as a user without a name, on a read-only root, and needs no shell. See src/docs/operations.md.

ARG JRE=eclipse-temurin:25-jre

# 1. The jar in layers: what changes seldom comes first.
FROM ${JRE} AS layers
WORKDIR /layers
COPY target/dropbell-*.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --destination .

# 2. What runs, without the cache.
FROM ${JRE} AS service
WORKDIR /app
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/spring-boot-loader/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./
# A file called café.txt needs it.
ENV LC_ALL=C.UTF-8

# 3. A training run that takes uploads and rings: its classes are loaded and linked already in the
#    image, and the compiler knows from the first second what is hot.
FROM service AS trained
COPY src/main/docker/train /train
RUN bash /train /app/app.jar /app/app.aot

# 4. The image. Same JRE and same paths as the training run, or the JVM would not take the cache.
FROM service
COPY --from=trained /app/app.aot ./
RUN mkdir /data && chown 10001:10001 /data
ENV FTP_ROOT=/data/files
USER 10001:10001
VOLUME /data
EXPOSE 8000 3000 2121 7000 30000-30099
STOPSIGNAL SIGTERM
# The same collector as in the training run. Out of memory ends the process, and the platform starts it anew.
ENTRYPOINT ["java", "-XX:AOTCache=/app/app.aot", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "/app/app.jar"]
