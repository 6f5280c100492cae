# Builds Bitonic when there is no build or an old one, then becomes its JVM. Sourced by bin/bitonic, bin/btbt
# and bin/ccbt, which set $program and $self (the launcher itself, symbolic links followed). POSIX sh.
#
# All it makes for later is under bitonic-app/target/dist, so that `mvn clean` or a new build takes it away:
#   lib/           the program's jars                             (made by Maven)
#   stamp          made last, but dated when the build began      (made by Maven)
#   jdk            the JDK that the last search found
#   VERSION.aot    start-up cache for JDK VERSION; empty: it could not be made, tried again after ten minutes
#
# Environment: JAVA_HOME; BITONIC_JAVA_OPTS, options for the JVM that come after ours and win.

home=$(cd "$(dirname "$self")/.." && pwd -P) || exit 1
dist=$home/bitonic-app/target/dist
. "$home/bin/lib/jdk.sh"

# Why each is here: docs/adr/001-jdk-25-and-aot-cache.md.
jvm_options='-XX:+UseSerialGC -Xms16m -Xmx256m -XX:MaxDirectMemorySize=1g -XX:+UseCompactObjectHeaders
  -XX:Tier4InvocationThreshold=30000 -XX:Tier4MinInvocationThreshold=20000
  -XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=400000
  -XX:+UnlockExperimentalVMOptions -XX:+EnableVectorSupport -Dbitonic.vector=true
  --add-exports=java.base/jdk.internal.module=ALL-UNNAMED
  -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED'

die() {
  printf '%s: %s\n' "$program" "$1" >&2
  exit 1
}

# True when there is no build, or when something it is made of changed after it began.
stale() {
  [ -f "$dist/stamp" ] || return 0
  changed=$(cd "$home" && find pom.xml bitonic-*/pom.xml bitonic-core/src/main bitonic-tui/src/main \
    bitonic-app/src/main themes config -newer "$dist/stamp" -print -quit 2>/dev/null)
  [ -n "$changed" ]
}

# Waits until no other process builds. The lock ends with this process and the Maven it started, however they end.
lock() {
  mkdir -p "$home/target" || die "cannot write to $home/target to build Bitonic there"
  if command -v flock >/dev/null 2>&1; then
    exec 9> "$home/target/build.lock"
    flock 9
    return
  fi
  until mkdir "$home/target/build.lock.d" 2>/dev/null; do
    owner=$(cat "$home/target/build.lock.d/pid" 2>/dev/null)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      # Of several that wait, one alone succeeds in renaming a dead owner's lock.
      mv "$home/target/build.lock.d" "$home/target/dead.$$" 2>/dev/null && rm -rf "$home/target/dead.$$"
    else
      sleep 1
    fi
  done
  echo $$ > "$home/target/build.lock.d/pid"
  trap 'rm -rf "$home/target/build.lock.d"' EXIT
  trap 'exit 130' INT TERM HUP
}

unlock() {
  if command -v flock >/dev/null 2>&1; then
    exec 9>&-
  else
    rm -rf "$home/target/build.lock.d"
    trap - EXIT INT TERM HUP
  fi
}

build() {
  command -v mvn >/dev/null 2>&1 ||
    die 'building Bitonic needs Maven 3.6.3 or newer, and there is no mvn on PATH (apt install maven, brew install maven)'
  find_jdk || { jdk_missing; exit 1; }
  log=$home/target/build.log
  printf 'building Bitonic, once ... ' >&2
  # Maven's toolchain search reads JAVA25_HOME; Maven itself may run on any JVM it finds.
  export JAVA25_HOME="$JDK"
  [ -n "${JAVA_HOME:-}" ] || command -v java >/dev/null 2>&1 || export JAVA_HOME="$JDK"
  if (cd "$home" && mvn -B -q -Dquick -pl bitonic-app -am package) \
    < /dev/null > "$log" 2>&1 && [ -f "$dist/stamp" ]; then
    jdk_version "$JDK"
    printf '%s\n' "$JDK" > "$dist/jdk"
    train
    echo 'done' >&2
  else
    echo 'failed' >&2
    grep -E '^\[(ERROR|FATAL)\]' "$log" | awk '!seen[$0]++' |
      grep -vE 'Help 1|-[eX] switch|more information|After correcting|mvn <args>|^\[ERROR\] *$' | head -n 40 >&2
    die "all that the build said is in $log"
  fi
}

# Sets JDK and JDK_VERSION: JAVA_HOME, or what the last search found, or a new search.
choose_jdk() {
  JDK=${JAVA_HOME:-}
  if [ -n "$JDK" ] && jdk_version "$JDK"; then return; fi
  JDK=
  if [ -r "$dist/jdk" ]; then read -r JDK < "$dist/jdk"; fi
  if [ -n "$JDK" ] && jdk_version "$JDK"; then return; fi
  find_jdk || { jdk_missing; exit 1; }
  jdk_version "$JDK"
  if [ -w "$dist" ]; then printf '%s\n' "$JDK" > "$dist/jdk"; fi
}

# Sets what depends on the build and the JDK: the class path and the name of the start-up cache.
describe() {
  class_path=
  for jar in "$dist"/lib/*.jar; do class_path=$class_path${class_path:+:}$jar; done
  cache=$dist/$JDK_VERSION.aot
}

# Sets compiler: options for it. Commands that move data do without the optimising one: the kernel and OpenSSL do
# their work, and they never earn back what it costs (docs/adr/001-jdk-25-and-aot-cache.md); without OpenSSL they hash
# with its help.
choose_compiler() {
  compiler='-XX:CompileCommand=quiet
    -XX:CompileCommand=CompileThresholdScaling,io.bitonic.core.hash.Vector*::*,0.2
    -XX:CompileCommand=CompileThresholdScaling,io.bitonic.core.hash.Lane*::*,0.2'
  case $1:$2 in
    btbt:download | btbt:magnet | btbt:seed | ccbt:download | ccbt:magnet | ccbt:seed) ;;
    *) return 0 ;;
  esac
  for library in /usr/lib/*/libcrypto.so.3 /usr/lib64/libcrypto.so.3 /usr/lib/libcrypto.so.3 /lib/libcrypto.so.3; do
    if [ -e "$library" ]; then
      compiler='-XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining -Dbitonic.vector=false'
      return 0
    fi
  done
}

# Makes the start-up cache: the program exercises itself, the JVM records what it loaded. The JVM takes the
# cache only with the class path and the options it was made with, so both come from the same place.
train() {
  describe
  [ ! -s "$cache" ] || return 0
  new=$dist/new.$$
  # The cache takes no classes older than Java 6; picocli's are.
  for jar in "$dist"/lib/picocli-*.jar; do
    "$JDK/bin/java" -XX:TieredStopAtLevel=1 "$home/bin/lib/Modernise.java" "$jar" < /dev/null > "$home/target/modernise.log" 2>&1
  done
  # What was recorded until the program ended is of use even when it ended with an error.
  # shellcheck disable=SC2086
  choose_compiler bitonic ''
  "$JDK/bin/java" $jvm_options $compiler -XX:AOTCacheOutput="$new" -Dbitonic.program=btbt -Dbitonic.home="$home" \
    -cp "$class_path" io.bitonic.app.Main --aot-train < /dev/null > "$home/target/train.log" 2>&1
  if [ -s "$new" ]; then mv -f "$new" "$cache"; else : > "$cache"; fi
  rm -f "$new" "$new".*
}

if [ -w "$home" ] && stale; then
  lock
  if stale; then build; fi
  unlock
fi
[ -f "$dist/stamp" ] || die "there is no build in $home, and the folder cannot be written"
choose_jdk
describe
choose_compiler "$program" "${1:-}"
set -- -cp "$class_path" -Dbitonic.program="$program" -Dbitonic.home="$home" io.bitonic.app.Main "$@"
if [ -s "$cache" ]; then
  set -- -XX:AOTCache="$cache" "$@"
elif [ -w "$dist" ] && { [ ! -e "$cache" ] || [ -n "$(find "$cache" -mmin +10)" ]; }; then
  # Built by Maven alone: make the cache beside this run, for the next one. One at a time; a folder left by one
  # that was killed counts for five minutes.
  find "$dist/training" -maxdepth 0 -mmin +5 -exec rmdir {} + 2>/dev/null
  if mkdir "$dist/training" 2>/dev/null; then
    (train; rmdir "$dist/training") < /dev/null > /dev/null 2>&1 &
  fi
fi

# The JVM encodes file names as the locale says, and in the C locale that is ASCII: then "é" cannot be written.
locale=${LC_ALL:-${LC_CTYPE:-${LANG:-}}}
case $locale in
  *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac
# shellcheck disable=SC2086
exec "$JDK/bin/java" $jvm_options $compiler ${BITONIC_JAVA_OPTS:-} "$@"
