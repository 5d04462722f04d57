import SentryProtocol

/// Somebody who wants to log in.
public struct LogInAttempt: Sendable, Equatable {
    let account: ThrottleKey
    let address: ThrottleKey
    /// Set when the browser has shown that it was logged in with this account before.
    let device: ThrottleKey?

    /// `knownDevice` is the hash of the browser's device cookie, if that cookie belongs to this account.
    public init(email: String, address: String?, knownDevice: [UInt8]? = nil) {
        account = .account(email)
        self.address = .address(address)
        device = knownDevice.map { .device($0) }
    }
}

/// What to do with an attempt.
public enum ThrottleVerdict: Sendable, Equatable {
    /// It was counted; check it.
    case go
    /// Refuse without checking, and say how many seconds to wait.
    case wait(seconds: Int64)
}

/// Slows down guessing of passwords, per account and per address.
///
/// **Nothing here tells whether an account exists**, and neither must what stands around it: accounts that do not exist
/// are counted like those that do; the caller checks a password against a hash of nothing when there is no user
/// (`PasswordHash.verify(_:against: nil)` takes as long); the answer to a wrong password, an unknown address and a
/// deactivated user is the same page with the same status; asking for a password reset answers the same whether or not
/// a mail is sent; an invitation for an address that has an account looks the same until its owner has logged in.
///
/// **Nobody is locked out by others**: a browser that was logged in before carries a device cookie, and its attempts are
/// counted for the device alone.
public struct LogInThrottle: Sendable {
    private var accounts: Throttle
    private var addresses: Throttle
    private var devices: Throttle

    /// At most `keysMax` accounts, addresses and devices each are remembered: about 1 MB for 10,000.
    public init(keysMax: Int = 10_000) {
        accounts = Throttle(.logInAccount, keysMax: keysMax)
        addresses = Throttle(.logInAddress, keysMax: keysMax)
        devices = Throttle(.logInDevice, keysMax: keysMax)
    }

    /// Judges an attempt, and counts it when it may go on.
    public mutating func begin(_ attempt: LogInAttempt, at now: Timestamp) -> ThrottleVerdict {
        if let device = attempt.device {
            let wait = devices.wait(for: device, at: now)
            guard wait == 0 else { return .wait(seconds: wait) }
            devices.attempt(device, at: now)
            return .go
        }
        let wait = max(accounts.wait(for: attempt.account, at: now), addresses.wait(for: attempt.address, at: now))
        guard wait == 0 else { return .wait(seconds: wait) }
        accounts.attempt(attempt.account, at: now)
        addresses.attempt(attempt.address, at: now)
        return .go
    }

    /// The password was right. The address keeps what others, or other guesses, have run up.
    public mutating func succeeded(_ attempt: LogInAttempt, at now: Timestamp) {
        if let device = attempt.device { return devices.clear(device) }
        accounts.clear(attempt.account)
        addresses.forgive(attempt.address, at: now)
    }

    /// The password was not looked at after all: the server was busy.
    public mutating func abandoned(_ attempt: LogInAttempt, at now: Timestamp) {
        if let device = attempt.device { return devices.forgive(device, at: now) }
        accounts.forgive(attempt.account, at: now)
        addresses.forgive(attempt.address, at: now)
    }
}

extension Throttle {
    /// Judges an attempt for one key, and counts it when it may go on.
    public mutating func begin(_ key: ThrottleKey, at now: Timestamp) -> ThrottleVerdict {
        let wait = wait(for: key, at: now)
        guard wait == 0 else { return .wait(seconds: wait) }
        attempt(key, at: now)
        return .go
    }
}
