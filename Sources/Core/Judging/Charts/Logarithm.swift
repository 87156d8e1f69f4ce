/// The natural logarithm, without a C library: the same bits on every machine. For positive finite numbers; its error is
/// below 1e-15 of the result's scale, which is far more than any rule here needs.
package func naturalLogarithm(_ value: Double) -> Double {
    precondition(value > 0 && value.isFinite, "a logarithm of what is not positive")
    // value = m · 2^e with m near 1, then ln m = 2 artanh((m − 1)/(m + 1)).
    var exponent = Double(value.exponent)
    var significand = value.significand
    if significand > 1.414_213_562_373_095_1 {
        significand /= 2
        exponent += 1
    }
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var term = ratio
    var sum = 0.0
    var divisor = 1.0
    while divisor < 40 {
        sum += term / divisor
        term *= square
        divisor += 2
    }
    return exponent * 0.693_147_180_559_945_3 + 2 * sum
}

/// e to a power; 0 below −700, and the power is cut at 700.
package func exponential(_ power: Double) -> Double {
    guard power > -700 else { return 0 }
    let bounded = min(power, 700)
    let twos = (bounded / 0.693_147_180_559_945_3).rounded()
    let rest = bounded - twos * 0.693_147_180_559_945_3
    var term = 1.0
    var sum = 1.0
    for index in 1...20 {
        term *= rest / Double(index)
        sum += term
    }
    return Double(sign: .plus, exponent: Int(twos), significand: sum)
}
