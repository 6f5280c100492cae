# Finds a JDK to build and run Bitonic with. Sourced, POSIX sh.
#
#   find_jdk         sets JDK to the folder of a JDK of at least JDK_MIN, or returns 1
#   jdk_missing      says on standard error where find_jdk looked and how to get one
#
# Versions are read from each JDK's "release" file: starting a JVM to ask it costs 40 ms or more.

JDK_MIN=25

# Sets JDK_MAJOR and JDK_VERSION from the folder $1; returns 1 when that is no JDK we can use.
jdk_version() {
  JDK_MAJOR='' JDK_VERSION=''
  [ -r "$1/release" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  while IFS='=' read -r jdk_key jdk_value || [ -n "$jdk_key" ]; do
    jdk_value=${jdk_value#\"} jdk_value=${jdk_value%\"}
    case $jdk_key in
      JAVA_VERSION) JDK_MAJOR=${jdk_value%%[!0-9]*}; : "${JDK_VERSION:=$jdk_value}" ;;
      JAVA_RUNTIME_VERSION) JDK_VERSION=$jdk_value ;;
    esac
  done < "$1/release"
  [ -n "$JDK_MAJOR" ] && [ "$JDK_MAJOR" -ge "$JDK_MIN" ]
}

# The folder of the JDK whose java is first on PATH, behind all symbolic links.
jdk_of_path() {
  jdk_java=$(command -v java) && jdk_java=$(readlink -f "$jdk_java" 2>/dev/null) || return 1
  jdk_java=${jdk_java%/bin/java}
}

find_jdk() {
  JDK=''
  if [ -n "${JAVA_HOME:-}" ] && jdk_version "$JAVA_HOME"; then JDK=$JAVA_HOME; return 0; fi
  if jdk_of_path && jdk_version "$jdk_java"; then JDK=$jdk_java; return 0; fi
  # Of the installed ones the oldest that will do: it is nearest to the one we test with.
  jdk_best=''
  for jdk_home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/jdk/* /usr/local/java/* \
    /opt/*jdk* /opt/*java* /opt/java/* /opt/jdks/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.m2/jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    "$HOME"/.jbang/cache/jdks/* "$HOME"/.gradle/jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if jdk_version "$jdk_home" && { [ -z "$jdk_best" ] || [ "$JDK_MAJOR" -lt "$jdk_best" ]; }; then
      JDK=$jdk_home jdk_best=$JDK_MAJOR
    fi
  done
  [ -n "$JDK" ]
}

jdk_missing() {
  if [ -n "${JAVA_HOME:-}" ]; then jdk_seen="JAVA_HOME ($JAVA_HOME)"; else jdk_seen='JAVA_HOME (not set)'; fi
  if jdk_of_path; then jdk_seen="$jdk_seen, PATH ($jdk_java)"; else jdk_seen="$jdk_seen, PATH (no java)"; fi
  cat >&2 <<MESSAGE
Bitonic needs a JDK $JDK_MIN or newer (with javac), and none was found.
Looked at: $jdk_seen,
  /usr/lib/jvm, /usr/java, /opt, ~/.sdkman, ~/.jdks, ~/.asdf, ~/.gradle/jdks, /Library/Java, Homebrew.
Get one:   https://adoptium.net/temurin/releases/?version=$JDK_MIN  (any system), or
           sdk install java $JDK_MIN-tem   |   brew install openjdk@$JDK_MIN   |   apt install openjdk-$JDK_MIN-jdk
           It is found by itself in the places above; anywhere else, set JAVA_HOME to its folder.
MESSAGE
}
