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

# 3. A training run: classes are loaded and linked already in the image. It ends before anything is bound. With G1,
#    whose heap can be kept too; any collector can use it.
FROM service AS trained
RUN FTP_ROOT=/tmp/files java -XX:AOTCacheOutput=/app/app.aot -XX:+UseG1GC --enable-native-access=ALL-UNNAMED \
    -Dspring.context.exit=onRefresh -jar /app/app.jar

# 4. The image. Same JRE and same paths as the training run, or the JVM would not take the cache.
FROM service
COPY --from=trained /app/app.aot ./
RUN mkdir /data && chown 10001:10001 /data
ENV FTP_ROOT=/data/files
USER 10001:10001
VOLUME /data
EXPOSE 8000 3000 2121 7000 30000-30099
STOPSIGNAL SIGTERM
# What an operator may want otherwise; on the command line below it could not be overridden.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=50"
# Out of memory ends the process, and the platform starts it anew.
ENTRYPOINT ["java", "-XX:AOTCache=/app/app.aot", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "/app/app.jar"]
