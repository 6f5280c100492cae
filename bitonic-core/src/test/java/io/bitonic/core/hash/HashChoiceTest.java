package io.bitonic.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HashChoiceTest {
  @ParameterizedTest
  @EnumSource(HashAlgorithm.class)
  void takesMachineCodeThatAgreesWithTheJdk(HashAlgorithm algorithm) {
    assumeTrue(HashBackend.CODE.isPresent(), "this processor has no AVX-512");
    HashChoice.expectNow(algorithm, 1L << 30);
    assertEquals(HashBackend.CODE, HashChoice.of(algorithm).several());
  }
}
