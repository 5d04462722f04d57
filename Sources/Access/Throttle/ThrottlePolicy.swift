/// How often something may be tried. Free attempts first, then a wait that doubles; who keeps quiet is forgotten.
public struct ThrottlePolicy: Sendable, Equatable {
    /// Attempts that nobody waits for.
    public var free: Int
    /// The first wait, in seconds.
    public var firstWait: Int64
    /// Waits double up to this.
    public var waitMax: Int64
    /// Seconds without an attempt after which everything is free again.
    public var memory: Int64
    public init(free: Int, firstWait: Int64, waitMax: Int64, memory: Int64) {
        (self.free, self.firstWait, self.waitMax, self.memory) = (free, firstWait, waitMax, memory)
    }

    /// The wait after so many attempts, in seconds; none while they are free.
    public func wait(after attempts: Int) -> Int64 {
        guard attempts >= free else { return 0 }
        let doublings = min(attempts - free, 40)
        return firstWait > waitMax >> Int64(doublings) ? waitMax : firstWait << Int64(doublings)
    }
}

extension ThrottlePolicy {
    // Generous for people: five typing errors cost nothing, ten cost a minute. Hard for scripts: an account takes at
    // most some 300 guesses a day from everywhere together, an address may make some 100.

    /// Passwords tried for an account, from wherever. Short at most, for it can be used to keep somebody out; browsers
    /// that were logged in before are counted apart.
    public static let logInAccount = ThrottlePolicy(free: 5, firstWait: 2, waitMax: 300, memory: 3600)
    /// Passwords tried from an address, for whomever; an office shares one.
    public static let logInAddress = ThrottlePolicy(free: 20, firstWait: 2, waitMax: 3600, memory: 6 * 3600)
    /// Passwords tried with a browser that this account has used.
    public static let logInDevice = ThrottlePolicy(free: 10, firstWait: 2, waitMax: 300, memory: 3600)
    /// One-time codes: of a million, three are good at any time.
    public static let secondFactor = ThrottlePolicy(free: 5, firstWait: 15, waitMax: 3600, memory: 24 * 3600)
    /// Unknown API tokens from an address; a build server with an old token must not shut its office out for long.
    public static let token = ThrottlePolicy(free: 50, firstWait: 1, waitMax: 60, memory: 600)
    /// Invitations made by somebody.
    public static let inviting = ThrottlePolicy(free: 50, firstWait: 10, waitMax: 600, memory: 3600)
    /// Unknown links of invitations and password resets from an address.
    public static let link = ThrottlePolicy(free: 10, firstWait: 5, waitMax: 3600, memory: 6 * 3600)
    /// Mails that help somebody who forgot the password.
    public static let passwordReset = ThrottlePolicy(free: 3, firstWait: 60, waitMax: 3600, memory: 24 * 3600)
}
