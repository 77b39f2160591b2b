/** Says that the server doesn't answer, and what to do. */
export const Failure = ({ message }: { message: string }) => (
  <div class="notice bad" role="alert">
    <strong>The server doesn’t answer.</strong>
    <p>
      Is <code>npm start</code> still running? ({message})
    </p>
    <button type="button" onClick={() => location.reload()}>
      Try again
    </button>
  </div>
);
