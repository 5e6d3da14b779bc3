namespace Periods.Gateway.Validation;

/// <summary>Why a body could not even be taken in. These are not 422s: there is no value yet to say anything of.</summary>
public enum BodyFailure
{
    None,

    /// <summary>413: more bytes than the operation allows; the rest was not read.</summary>
    TooLarge,

    /// <summary>400 <c>There was an error parsing the body</c>: not UTF-8, or JSON nested too deeply.</summary>
    Undecodable,
}
